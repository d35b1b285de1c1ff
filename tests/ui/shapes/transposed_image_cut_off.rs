use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [4, 1, 1] {
        image -> up: conv_transpose2d(4, kernel = 3, padding = 5)
    }
}

fn main() {}
