use netweave::prelude::*;

network! {
    pub network Net(x: [1, 2, 3, 4, 5, 6]) -> [2] {
        x -> flatten -> fc: linear(2)
    }
}

fn main() {}
