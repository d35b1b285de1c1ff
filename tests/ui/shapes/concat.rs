use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8], flow: [2, 4, 4]) -> [5, 8, 8] {
        concat(image, flow, axis = 0)
    }
}

fn main() {}
