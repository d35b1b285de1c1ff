use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [3, 4, 4] {
        image -> avg_pool2d(2, dilation = 2)
    }
}

fn main() {}
