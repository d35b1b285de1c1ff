use netweave::prelude::*;

network! {
    pub network Net(first: [3, 8, 8], second: [3, 8, 8]) -> [9, 8, 8] {
        correlation(first, second -> avg_pool2d(2), max_displacement = 1)
    }
}

fn main() {}
