use netweave::prelude::*;

const SIDE: usize = 4;

network! {
    pub network Net(image: [3, SIDE, SIDE], flow: [2, 8, 8]) -> [3, 8, 8] {
        warp(image, flow)
    }
}

fn main() {}
