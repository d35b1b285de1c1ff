use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        template block(x) { x -> fc: linear(2) }
        x -> repeat DEPTH heads: block
    }
}

fn main() {}
