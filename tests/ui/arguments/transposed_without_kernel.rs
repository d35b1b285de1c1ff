use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [4, 16, 16] {
        image -> up: conv_transpose2d(4, stride = 2)
    }
}

fn main() {}
