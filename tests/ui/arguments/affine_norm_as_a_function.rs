use netweave::prelude::*;

network! {
    pub network Net(x: [16, 32]) -> [16, 32] {
        layer_norm(x)
    }
}

fn main() {}
