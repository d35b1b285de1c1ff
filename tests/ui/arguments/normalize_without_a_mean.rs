use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [3, 8, 8] {
        image -> normalize
    }
}

fn main() {}
