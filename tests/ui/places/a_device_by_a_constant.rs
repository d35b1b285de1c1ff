use netweave::prelude::*;

const LAST: usize = 1;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> fc: linear(8) -> out: linear(2) on device(LAST)
    }
}

fn main() {}
