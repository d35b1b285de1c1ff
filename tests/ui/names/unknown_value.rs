use netweave::prelude::*;

network! {
    pub network Net(image: [4]) -> [2] {
        features -> fc: linear(2)
    }
}

fn main() {}
