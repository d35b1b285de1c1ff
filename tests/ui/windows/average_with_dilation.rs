use netweave::prelude::*;

network! {
    pub network Net(wave: [3, 9]) -> [3, 3] {
        wave -> avg_pool1d(3, dilation = 2)
    }
}

fn main() {}
