use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4, 2] {
        stack(x, x, axis = 2)
    }
}

fn main() {}
