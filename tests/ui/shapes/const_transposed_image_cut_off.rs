use netweave::prelude::*;

const SIDE: usize = 2;

network! {
    pub network Net(image: [3, SIDE, SIDE]) -> [4, 1, 1] {
        image -> up: conv_transpose2d(4, kernel = 3, padding = 2)
    }
}

fn main() {}
