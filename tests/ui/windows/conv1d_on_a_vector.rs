use netweave::prelude::*;

network! {
    pub network Net(x: [64]) -> [8, 62] {
        x -> conv: conv1d(8, kernel = 3)
    }
}

fn main() {}
