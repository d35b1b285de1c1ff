use netweave::prelude::*;

network! {
    pub network Net(x: [64]) -> [4, 6, 6] {
        x -> conv1: conv2d(4, kernel = 3)
    }
}

fn main() {}
