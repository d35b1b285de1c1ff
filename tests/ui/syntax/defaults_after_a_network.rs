use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] { x -> fc: linear(2) }

    defaults { linear(bias = false) }
}

fn main() {}
