use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [4, 16, 16] {
        image -> up: deconv2d(4, kernel = 4, stride = 2, padding = 1)
    }
}

fn main() {}
