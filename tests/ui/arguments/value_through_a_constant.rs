use netweave::prelude::*;

const TABLE: [f64; 4] = [0.0; 4];

network! {
    pub network Net(x: [4]) -> [4] {
        x -> constant([4], TABLE)
    }
}

fn main() {}
