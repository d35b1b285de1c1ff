use netweave::prelude::*;

const STRIDE: usize = 2;

network! {
    pub network Net(image: [3, 8, 8]) -> [4, 19, 19] {
        image -> up: conv_transpose2d(4, kernel = 3, stride = STRIDE, output_padding = 2)
    }
}

fn main() {}
