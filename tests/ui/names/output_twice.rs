use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> (y: [4], y: [4]) {
        (x, x)
    }
}

fn main() {}
