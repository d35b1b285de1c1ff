use netweave::prelude::*;

network! {
    pub network Net(image: [8, 8]) -> [4, 6, 6] {
        image -> conv1: conv2d(4, kernel = 3)
    }
}

fn main() {}
