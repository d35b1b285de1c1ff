use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        x -> layer_norm(axes = [0, 1])
    }
}

fn main() {}
