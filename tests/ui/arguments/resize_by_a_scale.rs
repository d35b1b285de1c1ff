use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [3, 16, 16] {
        image -> resize(scale = 2)
    }
}

fn main() {}
