use netweave::prelude::*;

network! {
    pub network Net(x: [2 * 4]) -> [2] {
        x -> fc: linear(2)
    }
}

fn main() {}
