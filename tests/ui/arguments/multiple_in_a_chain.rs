use netweave::prelude::*;

network! {
    pub network Net(image: [2, 8, 8]) -> [2] {
        image -> conv1: conv2d(4, kernal = 3, stride = 0)
            -> relu(6) -> dropout(50) -> flatten -> fc: linear()
    }
}

fn main() {}
