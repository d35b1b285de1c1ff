use netweave::prelude::*;

const WIDTH: usize = 0;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> hidden: linear(WIDTH) -> fc: linear(2)
    }
}

fn main() {}
