use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> hidden: linear(WIDTH) -> fc: linear(2)
    }
}

fn main() {}
