use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        template block(x) on device(1) { x -> fc: linear(8) }
        x -> first: block -> out: linear(2)
    }
}

fn main() {}
