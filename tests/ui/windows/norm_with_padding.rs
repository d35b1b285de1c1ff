use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [3, 4, 4] {
        image -> lp_pool2d(2, kernel = 3, stride = 2, padding = 1)
    }
}

fn main() {}
