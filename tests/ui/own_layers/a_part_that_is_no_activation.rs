use netweave::own::*;
use netweave::prelude::*;

#[derive(Clone, Debug, Layer)]
struct Square;

network! {
    network Mlp<A: Activation>(x: [4]) -> [2] {
        x -> fc: linear(2) -> act: layer(A)
    }
}

fn applied(_: Mlp<Square>) {}

fn main() {}
