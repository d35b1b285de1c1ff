use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> fc: linear(8) on device(0) on device(1) -> out: linear(2)
    }
}

fn main() {}
