use netweave::prelude::*;

network! {
    pub network Net<height>(x: [1, height, 8]) -> [4, 1, 8] {
        x -> conv: conv2d(4, kernel = [height, 1])
    }
}

fn main() {}
