use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        defaults { linear(2) }
        x -> fc: linear()
    }
}

fn main() {}
