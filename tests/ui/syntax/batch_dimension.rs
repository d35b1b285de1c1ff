use netweave::prelude::*;

network! {
    pub network Net(image: [_, 1, 8, 8]) -> [2] {
        image -> flatten -> fc: linear(2)
    }
}

fn main() {}
