use netweave::prelude::*;

const DEVIATION: [f64; 3] = [0.2, 0.0, 0.2];

network! {
    pub network Net(image: [3, 8, 8]) -> [3, 8, 8] {
        image -> normalize(mean = 0.5, deviation = DEVIATION)
    }
}

fn main() {}
