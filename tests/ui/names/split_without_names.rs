use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> split(axis = 0)
    }
}

fn main() {}
