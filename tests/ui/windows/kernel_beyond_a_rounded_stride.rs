use netweave::prelude::*;

network! {
    pub network Net(image: [3, 2, 9]) -> [3, 1, 4] {
        image -> max_pool2d([5, 3], stride = 2, ceil_mode = true)
    }
}

fn main() {}
