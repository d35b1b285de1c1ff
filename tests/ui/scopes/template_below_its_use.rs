use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let y = x -> head: block;
        template block(x) { x -> fc: linear(2) }
        y
    }
}

fn main() {}
