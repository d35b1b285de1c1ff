use netweave::prelude::*;

network! {
    network Net(x: [4], y: [4] of i32) -> [4] {
        let a = x -> fc: module(netweave::modules::Linear<4, 8>);
        let b = y -> apply(my::function);
        let c = a -> net: Net;
        b + c
    }
}

fn main() {}
