use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        scope all on device(1) { x -> fc: linear(2) }
    }
}

fn main() {}
