use netweave::prelude::*;

network! {
    pub network Net(image: [1, 32, 32]) -> [8, 1, 30, 30] {
        image -> conv: conv3d(8, kernel = [1, 3, 3])
    }
}

fn main() {}
