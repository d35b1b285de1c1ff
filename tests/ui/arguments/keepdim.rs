use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [1, 8, 6] {
        x -> mean(axis = 0, keepdim = true)
    }
}

fn main() {}
