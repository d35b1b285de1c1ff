use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [8, 6] {
        x -> reduce_max(axis = 0)
    }
}

fn main() {}
