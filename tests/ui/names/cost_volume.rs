use netweave::prelude::*;

network! {
    pub network Net(first: [3, 8, 8], second: [3, 8, 8]) -> [9, 8, 8] {
        cost_volume(first, second, max_displacement = 1)
    }
}

fn main() {}
