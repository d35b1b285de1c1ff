use netweave::prelude::*;

network! {
    pub network Net(wave: [6, 40]) -> [8, 38] {
        wave -> conv: conv1d(8, kernel = 3, groups = 4)
    }
}

fn main() {}
