use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> type: linear(2)
    }
}

fn main() {}
