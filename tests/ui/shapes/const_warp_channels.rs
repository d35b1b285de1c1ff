use netweave::prelude::*;

const CHANNELS: usize = 4;

network! {
    pub network Net(image: [3, 8, 8], flow: [CHANNELS, 8, 8]) -> [3, 8, 8] {
        warp(image, flow)
    }
}

fn main() {}
