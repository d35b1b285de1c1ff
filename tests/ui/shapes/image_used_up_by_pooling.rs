use netweave::prelude::*;

network! {
    pub network Net(image: [1, 4, 4]) -> [1, 1, 1] {
        image -> max_pool2d(2) -> max_pool2d(2) -> max_pool2d(2)
    }
}

fn main() {}
