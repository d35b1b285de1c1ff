use netweave::prelude::*;

network! {
    pub network Net(wave: [2, 4]) -> [8, 1] {
        wave -> conv: conv1d(8, kernel = 7)
    }
}

fn main() {}
