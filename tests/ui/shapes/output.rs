use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [3] {
        x -> fc: linear(2)
    }
}

fn main() {}
