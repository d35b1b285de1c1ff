use netweave::prelude::*;

network! {
    pub network Net(image: [1, 8, 8]) -> [1, 6, 6] {
        image -> max_pool2d(2, padding = 2)
    }
}

fn main() {}
