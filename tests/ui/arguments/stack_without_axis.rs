use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2, 4] {
        stack(x, x)
    }
}

fn main() {}
