use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [3, 11, 12] {
        x -> pad([[1, 2], 3])
    }
}

fn main() {}
