use netweave::prelude::*;

network! {
    network Net(image: [1, 8, 8], code: [8]) -> [10] {
        concat(image, code, axis = 0) -> fc: linear(10)
    }
}

fn main() {}
