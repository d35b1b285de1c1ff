use netweave::prelude::*;

network! {
    pub network Net(image: [3, 9, 9]) -> [3, 3, 3] {
        image -> adaptive_avg_pool2d(3, kernel = 3)
    }
}

fn main() {}
