use netweave::prelude::*;

network! {
    pub network Net(image: [None, 64]) -> [10] { image -> fc: linear(10) }
}

fn main() {}
