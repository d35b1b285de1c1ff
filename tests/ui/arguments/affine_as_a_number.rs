use netweave::prelude::*;

network! {
    pub network Net(x: [16, 32]) -> [16, 32] {
        x -> norm: layer_norm(affine = 1)
    }
}

fn main() {}
