use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8], flow: [2, 8, 8]) -> [3, 8, 8] {
        image -> warp(flow, flow)
    }
}

fn main() {}
