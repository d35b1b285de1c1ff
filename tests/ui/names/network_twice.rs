use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> fc: linear(2)
    }
    pub network Net(x: [8]) -> [2] {
        x -> fc: linear(2)
    }
}

fn main() {}
