use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 8]) -> [4, 6, 6] {
        x -> conv1: conv2d(4, kernel = [3, 2.5])
    }
}

fn main() {}
