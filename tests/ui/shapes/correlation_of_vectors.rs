use netweave::prelude::*;

network! {
    pub network Net(first: [16], second: [16]) -> [9] {
        correlation(first, second, max_displacement = 1)
    }
}

fn main() {}
