use netweave::prelude::*;

network! {
    pub network Net(image: [2, 8, 8]) -> [4, 6, 6] {
        image -> conv1: conv2d(4, kernel = 3, activation = relu)
    }
}

fn main() {}
