use netweave::prelude::*;

const CHANNELS: usize = 6;

network! {
    pub network Net(image: [CHANNELS, 8, 8]) -> [4, 6, 6] {
        image -> conv1: conv2d(4, kernel = 3, groups = 4)
    }
}

fn main() {}
