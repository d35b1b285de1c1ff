use netweave::prelude::*;

network! {
    pub network Net(wave: [2, 2]) -> [8, 1] {
        wave -> up: conv_transpose1d(8, kernel = 3, padding = 2)
    }
}

fn main() {}
