use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [3, 4, 4] {
        image -> lp_pool2d(2)
    }
}

fn main() {}
