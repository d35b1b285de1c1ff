use netweave::prelude::*;

network! {
    pub network Net(wave: [2, 20]) -> [8, 40] {
        wave -> up: conv_transpose1d(8, kernel = 2, stride = 2, padding = causal)
    }
}

fn main() {}
