use netweave::prelude::*;

network! {
    network Net(x: [6]) -> [8] {
        x -> fc: module(netweave::modules::Linear<4, 8>) -> [8]
    }
}

fn main() {}
