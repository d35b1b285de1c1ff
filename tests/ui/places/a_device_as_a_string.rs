use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> fc: linear(8) -> out: linear(2) on "/gpu:0"
    }
}

fn main() {}
