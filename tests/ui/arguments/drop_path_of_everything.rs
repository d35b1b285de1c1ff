use netweave::prelude::*;

const RATE: f64 = 1.0;

network! {
    pub network Net(x: [8]) -> [8] {
        x -> drop_path(RATE)
    }
}

fn main() {}
