use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        flip(x)
    }
}

fn main() {}
