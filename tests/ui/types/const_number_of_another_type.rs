use netweave::prelude::*;

const RATE: f32 = 0.5;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> dropout(RATE)
    }
}

fn main() {}
