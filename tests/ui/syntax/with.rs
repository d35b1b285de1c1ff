use netweave::prelude::*;

network! {
    pub network Net(image: [64]) -> [10] {
        with scope("features") { image -> fc: linear(10) }
    }
}

fn main() {}
