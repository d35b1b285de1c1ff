use netweave::prelude::*;

network! {
    pub network Net(image: [1, 8, 8]) -> [4, 8, 8] {
        image -> conv1: conv2d(4, kernel = 3, padding = "sam")
    }
}

fn main() {}
