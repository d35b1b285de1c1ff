use netweave::prelude::*;

network! {
    pub network Net(wave: [2, 40]) -> [8, 38] {
        wave -> conv: conv1d(8, kernel = [1, 3])
    }
}

fn main() {}
