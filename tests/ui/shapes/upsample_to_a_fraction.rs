use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [3, 10, 10] {
        image -> upsample(scale = 1.3)
    }
}

fn main() {}
