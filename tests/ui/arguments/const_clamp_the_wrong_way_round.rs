use netweave::prelude::*;

const LOW: f64 = 0.5;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> clamp(min = LOW, max = 0)
    }
}

fn main() {}
