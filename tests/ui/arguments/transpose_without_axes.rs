use netweave::prelude::*;

network! {
    pub network Net(x: [5, 4]) -> [4, 5] {
        x -> transpose
    }
}

fn main() {}
