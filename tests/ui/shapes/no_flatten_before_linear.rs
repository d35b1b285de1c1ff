use netweave::prelude::*;

network! {
    pub network Net(image: [1, 8, 8]) -> [10] {
        image -> fc: linear(10)
    }
}

fn main() {}
