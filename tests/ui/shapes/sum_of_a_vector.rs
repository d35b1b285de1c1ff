use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> sum(axis = 1)
    }
}

fn main() {}
