use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        x -> gaussian_noise
    }
}

fn main() {}
