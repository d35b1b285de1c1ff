use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8], flow: [2, 4, 4]) -> [3, 8, 8] {
        warp(image, flow)
    }
}

fn main() {}
