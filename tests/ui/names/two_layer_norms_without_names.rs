use netweave::prelude::*;

network! {
    pub network Net(x: [16, 32]) -> [16, 32] {
        x -> layer_norm -> relu -> layer_norm
    }
}

fn main() {}
