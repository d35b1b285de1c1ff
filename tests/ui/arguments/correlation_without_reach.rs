use netweave::prelude::*;

network! {
    pub network Net(first: [3, 8, 8], second: [3, 8, 8]) -> [1, 8, 8] {
        correlation(first, second, max_displacement = 0)
    }
}

fn main() {}
