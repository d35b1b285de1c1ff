use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> fc: linear(8) -> out: linear(2) on cuda(1)
    }
}

fn main() {}
