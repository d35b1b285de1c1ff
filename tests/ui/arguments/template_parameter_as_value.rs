use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        template block(x; act) { x + act -> fc: linear(2) }
        x -> head: block(same)
    }
}

fn main() {}
