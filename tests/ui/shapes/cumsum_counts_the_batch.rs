use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> cumsum(axis = 1)
    }
}

fn main() {}
