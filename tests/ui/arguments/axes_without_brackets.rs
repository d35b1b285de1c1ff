use netweave::prelude::*;

network! {
    pub network Net(x: [16, 32]) -> [16, 32] {
        x -> norm: layer_norm(axes = 1)
    }
}

fn main() {}
