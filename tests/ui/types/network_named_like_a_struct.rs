use netweave::prelude::*;

pub struct Net;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> fc: linear(2)
    }
}

fn main() {}
