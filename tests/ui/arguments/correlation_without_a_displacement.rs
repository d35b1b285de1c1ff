use netweave::prelude::*;

network! {
    pub network Net(first: [3, 8, 8], second: [3, 8, 8]) -> [9, 8, 8] {
        correlation(first, second)
    }
}

fn main() {}
