use netweave::prelude::*;

const TAPS: usize = 9;

network! {
    pub network Net(wave: [2, 4]) -> [8, 4] {
        wave -> conv: conv1d(8, kernel = TAPS, dilation = 2) -> relu
    }
}

fn main() {}
