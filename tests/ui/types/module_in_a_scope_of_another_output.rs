use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [16] {
        scope head {
            x -> fc: module(netweave::modules::Linear<4, 8>) -> [16]
        }
    }
}

fn main() {}
