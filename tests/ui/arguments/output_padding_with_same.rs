use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [4, 16, 16] {
        image -> up: conv_transpose2d(4, kernel = 3, stride = 2, padding = same, output_padding = 1)
    }
}

fn main() {}
