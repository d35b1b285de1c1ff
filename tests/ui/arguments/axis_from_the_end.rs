use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [3, 8] {
        x -> mean(axis = -1)
    }
}

fn main() {}
