use netweave::own::*;
use netweave::prelude::*;

trait Smooth: Layer {}

network! {
    network Mlp<A: Smooth>(x: [4]) -> [2] {
        x -> fc: linear(2) -> act: layer(A)
    }
}

fn main() {}
