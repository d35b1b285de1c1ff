use netweave::prelude::*;

const UNITS: usize = 0;

network! {
    network A(x: [5, 3]) -> [5, UNITS] {
        x -> encoder: lstm(UNITS)
    }
}

fn main() {}
