use netweave::prelude::*;

const TIMES: usize = 0;

network! {
    pub network Net(image: [3, 8, 8]) -> [3, 16, 16] {
        image -> upsample(scale = TIMES)
    }
}

fn main() {}
