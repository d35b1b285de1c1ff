use netweave::prelude::*;

network! {
    pub network Net(x: [3], y: [3]) -> [3] {
        select(0 < x < 1, x, y)
    }
}

fn main() {}
