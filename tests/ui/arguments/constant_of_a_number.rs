use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x + constant([4], 0.5)
    }
}

fn main() {}
