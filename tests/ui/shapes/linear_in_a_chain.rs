use netweave::prelude::*;

network! {
    pub network Net(image: [1, 8, 8]) -> [2] {
        image -> conv1: conv2d(4, kernel = 3) -> relu -> fc: linear(2)
    }
}

fn main() {}
