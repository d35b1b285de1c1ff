use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        template block(x, width = 2) { x -> fc: linear(width) }
        x -> head: block
    }
}

fn main() {}
