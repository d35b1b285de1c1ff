use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [4, 10, 10] {
        image -> up: conv_transpose2d(4, kernel = 3, groups = 3)
    }
}

fn main() {}
