use netweave::prelude::*;

network! {
    pub network Net(wave: [2, 40]) -> [38, 16] {
        wave -> conv: conv1d(8, kernel = 3) -> lstm: lstm(16)
    }
}

fn main() {}
