use netweave::prelude::*;

const TABLE: [f64; 5] = [0.0; 5];

network! {
    pub network Net(x: [4]) -> [4] {
        x + constant([4], TABLE)
    }
}

fn main() {}
