use netweave::prelude::*;

network! {
    pub network Net(x: [8]) -> [16] {
        x -> upsample(scale = 2)
    }
}

fn main() {}
