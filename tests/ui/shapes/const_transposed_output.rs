use netweave::prelude::*;

const SIDE: usize = 8;

network! {
    pub network Net(image: [3, SIDE, SIDE]) -> [4, SIDE, SIDE] {
        image -> up: conv_transpose2d(4, kernel = 4, stride = 2, padding = 1)
    }
}

fn main() {}
