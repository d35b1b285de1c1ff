use netweave::prelude::*;

network! {
    pub network Net(image: [6, 1, 1]) -> [6, 1, 1] {
        image -> instance_norm
    }
}

fn main() {}
