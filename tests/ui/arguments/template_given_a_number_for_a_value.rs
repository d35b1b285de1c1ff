use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        template block(x, width) { x -> fc: linear(width) }
        x -> head: block(2)
    }
}

fn main() {}
