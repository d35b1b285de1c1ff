use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8]) -> [8, 3] {
        x -> transpose(1, 2)
    }
}

fn main() {}
