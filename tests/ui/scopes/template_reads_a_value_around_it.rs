use netweave::prelude::*;

network! {
    pub network Net(x: [4], y: [4]) -> [2] {
        template block(x) { x + y -> fc: linear(2) }
        x -> head: block
    }
}

fn main() {}
