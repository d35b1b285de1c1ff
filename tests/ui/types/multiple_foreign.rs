use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [16] {
        let a = x -> first: module(netweave::modules::Linear<4, 8>) -> [16];
        let b = x -> second: module(netweave::modules::Linear<6, 16>) -> [16];
        a + b
    }
}

fn main() {}
