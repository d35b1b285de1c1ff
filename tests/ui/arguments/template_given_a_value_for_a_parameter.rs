use netweave::prelude::*;

network! {
    pub network Net(x: [4], y: [4]) -> [2] {
        template block(x; other) { x -> fc: linear(other) }
        x -> head: block(y)
    }
}

fn main() {}
