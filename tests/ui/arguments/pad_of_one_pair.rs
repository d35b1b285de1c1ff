use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [3, 11, 6] {
        x -> pad([[1, 2]])
    }
}

fn main() {}
