use netweave::prelude::*;

network! {
    pub network Net(image: [1, 0, 8]) -> [2] {
        image -> flatten -> fc: linear(2)
    }
}

fn main() {}
