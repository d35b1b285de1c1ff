use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8], offsets: [9, 8, 8]) -> [4, 8, 8] {
        image -> conv: deform_conv2d(4, kernel = 3, offset = offsets, padding = 1)
    }
}

fn main() {}
