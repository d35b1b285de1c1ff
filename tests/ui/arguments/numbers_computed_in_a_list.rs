use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [3, 8, 8] {
        image -> normalize(mean = [123.68 / 255, 0.458, 0.408])
    }
}

fn main() {}
