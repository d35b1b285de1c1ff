use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [] {
        x -> sum(axis = 0) -> sparsemax
    }
}

fn main() {}
