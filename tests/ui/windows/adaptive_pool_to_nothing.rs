use netweave::prelude::*;

network! {
    pub network Net(image: [3, 9, 9]) -> [3, 1, 7] {
        image -> adaptive_max_pool2d([0, 7])
    }
}

fn main() {}
