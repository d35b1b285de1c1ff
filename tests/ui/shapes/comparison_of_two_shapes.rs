use netweave::prelude::*;

network! {
    pub network Net(x: [3], y: [4]) -> [3] {
        select(x < y, x, x)
    }
}

fn main() {}
