use netweave::prelude::*;

network! {
    pub network Net(wave: [2, 40]) -> [8, 42] {
        wave -> conv: conv1d(8, kernel = 3, padding = full)
    }
}

fn main() {}
