use netweave::prelude::*;

network! {
    pub network Net(image: [1, 8, 8]) -> [2] {
        let features = image -> conv1: conv2d(4, kernel = 3);
        features -> fc: linear(2)
    }
}

fn main() {}
