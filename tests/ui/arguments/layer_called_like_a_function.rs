use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        linear(x, 2)
    }
}

fn main() {}
