use netweave::prelude::*;

network! {
    pub network Net(image: [1, 4, 4]) -> [4, 1, 1] {
        image -> conv1: conv2d(4, kernel = 5)
    }
}

fn main() {}
