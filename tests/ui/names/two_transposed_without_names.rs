use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [3, 12, 12] {
        image -> conv_transpose2d(8, kernel = 3) -> relu -> conv_transpose2d(3, kernel = 3)
    }
}

fn main() {}
