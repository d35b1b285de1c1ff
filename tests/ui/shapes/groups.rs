use netweave::prelude::*;

network! {
    pub network Net(image: [4, 8, 8]) -> [6, 6, 6] {
        image -> conv1: conv2d(6, kernel = 3, groups = 4)
    }
}

fn main() {}
