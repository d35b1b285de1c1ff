use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        scope linear(x) { x -> fc: linear(2) }
        linear(x)
    }
}

fn main() {}
