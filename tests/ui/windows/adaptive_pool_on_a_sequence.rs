use netweave::prelude::*;

network! {
    pub network Net(wave: [4, 100]) -> [4, 7, 7] {
        wave -> adaptive_avg_pool2d([7, 7])
    }
}

fn main() {}
