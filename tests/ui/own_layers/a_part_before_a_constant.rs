use netweave::own::*;
use netweave::prelude::*;

network! {
    network Mlp<A: Activation, const N: usize>(x: [4]) -> [N] {
        x -> fc: linear(N) -> act: layer(A)
    }
}

fn main() {}
