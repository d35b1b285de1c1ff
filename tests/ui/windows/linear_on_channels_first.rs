use netweave::prelude::*;

network! {
    pub network Net(wave: [2, 40]) -> [10] {
        wave -> conv: conv1d(8, kernel = 3) -> fc: linear(10)
    }
}

fn main() {}
