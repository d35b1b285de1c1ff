use netweave::prelude::*;

const CHANNELS: usize = 2;

network! {
    pub network Net(image: [CHANNELS, 8, 8]) -> [CHANNELS, 8, 8] {
        image -> normalize(mean = 0.5, deviation = [0.2, 0.2, 0.2])
    }
}

fn main() {}
