use netweave::prelude::*;

network! {
    pub network Net(image: [1, 8, 8]) -> [1, 8, 8] {
        image -> normalize(imagenet)
    }
}

fn main() {}
