use netweave::prelude::*;

network! {
    network Net<const HIDDEN: usize>(x: [8]) -> [10] {
        x -> fc1: linear(HIDDEN)
    }
}

fn main() {}
