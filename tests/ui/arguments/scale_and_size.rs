use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [3, 16, 16] {
        image -> upsample(scale = 2, size = [16, 16])
    }
}

fn main() {}
