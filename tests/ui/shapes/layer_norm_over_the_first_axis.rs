use netweave::prelude::*;

network! {
    pub network Net(image: [6, 8, 8]) -> [6, 8, 8] {
        image -> norm: layer_norm(axes = [0])
    }
}

fn main() {}
