use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> fc: linear(2, init = xavier_uniform)
    }
}

fn main() {}
