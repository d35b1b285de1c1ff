use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [8] {
        x -> fc: module(netweave::modules::Linear<4, 8>, netweave::modules::Linear<8, 8>) -> [8]
    }
}

fn main() {}
