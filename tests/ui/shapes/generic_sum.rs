use netweave::prelude::*;

network! {
    network Net<const HIDDEN: usize>(x: [8]) -> [HIDDEN] {
        (x -> fc1: linear(HIDDEN)) + x
    }
}

fn main() {}
