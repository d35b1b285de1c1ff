use netweave::prelude::*;

const RATE: f64 = 50.0;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> dropout(RATE)
    }
}

fn main() {}
