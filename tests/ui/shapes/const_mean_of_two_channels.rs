use netweave::prelude::*;

const MEAN: [f64; 2] = [0.5, 0.5];

network! {
    pub network Net(image: [3, 8, 8]) -> [3, 8, 8] {
        image -> normalize(mean = MEAN)
    }
}

fn main() {}
