use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> fc: linear(8) on device(0) -> out: linear(2) on device(2)
    }
}

fn main() {}
