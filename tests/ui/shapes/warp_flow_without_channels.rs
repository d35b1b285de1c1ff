use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8], flow: [8, 8]) -> [3, 8, 8] {
        warp(image, flow)
    }
}

fn main() {}
