use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [8] {
        x -> fc: module(Linaer<4, 8>) -> [8]
    }
}

fn main() {}
