use netweave::prelude::*;

const CHANNELS: usize = 4;

network! {
    pub network Net(first: [3, 8, 8], second: [CHANNELS, 8, 8]) -> [9, 8, 8] {
        correlation(first, second, max_displacement = 1)
    }
}

fn main() {}
