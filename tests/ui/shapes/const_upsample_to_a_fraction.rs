use netweave::prelude::*;

const SIDE: usize = 7;

network! {
    pub network Net(image: [3, SIDE, SIDE]) -> [3, 10, 10] {
        image -> upsample(scale = 1.5)
    }
}

fn main() {}
