use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [3, 5, 5] {
        image -> max_pool2d(2, dilation = 2, padding = 2)
    }
}

fn main() {}
