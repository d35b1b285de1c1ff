use netweave::prelude::*;

network! {
    network Mlp<const HIDDEN: usize>(x: [8]) -> [2] {
        x -> fc1: linear(HIDDEN) -> relu -> fc2: linear(2)
    }

    network Net(x: [8]) -> [2] {
        x -> mlp: Mlp
    }
}

fn main() {}
