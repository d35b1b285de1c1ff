use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        linear(4)(x)
    }
}

fn main() {}
