use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [8] {
        module(netweave::modules::Linear<4, 8>) -> [8]
    }
}

fn main() {}
