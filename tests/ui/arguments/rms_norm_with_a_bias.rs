use netweave::prelude::*;

network! {
    pub network Net(x: [8]) -> [8] {
        x -> norm: rms_norm(bias = true)
    }
}

fn main() {}
