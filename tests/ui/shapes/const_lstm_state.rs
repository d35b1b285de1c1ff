use netweave::prelude::*;

const UNITS: usize = 7;

network! {
    network A(x: [5, 3], h: [UNITS]) -> [5, 8] {
        x -> encoder: lstm(8, hidden = h)
    }
}

fn main() {}
