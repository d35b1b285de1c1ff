use netweave::own::*;
use netweave::prelude::*;

network! {
    network Mlp<A: Activation>(x: [4]) -> [2] {
        x -> fc: linear(2) -> relu
    }
}

fn main() {}
