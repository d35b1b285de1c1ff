use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [] {
        x -> mean(axis = 0, axes = [1, 2])
    }
}

fn main() {}
