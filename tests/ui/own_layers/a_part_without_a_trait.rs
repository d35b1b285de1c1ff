use netweave::prelude::*;

network! {
    network Mlp<A>(x: [4]) -> [2] {
        x -> fc: linear(2) -> act: layer(A)
    }
}

fn main() {}
