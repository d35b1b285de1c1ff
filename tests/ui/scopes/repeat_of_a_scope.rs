use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        reuse scope block(x) { x -> fc: linear(4) }
        x -> repeat 3 blocks: block -> fc: linear(2)
    }
}

fn main() {}
