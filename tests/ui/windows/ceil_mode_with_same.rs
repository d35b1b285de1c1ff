use netweave::prelude::*;

network! {
    pub network Net(image: [3, 9, 9]) -> [3, 5, 5] {
        image -> max_pool2d(2, padding = same, ceil_mode = true)
    }
}

fn main() {}
