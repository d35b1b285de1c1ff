use netweave::prelude::*;

network! {
    pub network Net(a: [4], b: [4]) -> [8] {
        concat(a, b, axis = 1)
    }
}

fn main() {}
