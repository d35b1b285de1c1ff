use netweave::prelude::*;

network! {
    pub network Net(wave: [2, 40]) -> [2, 22] {
        wave -> max_pool1d(2, padding = 2)
    }
}

fn main() {}
