use netweave::prelude::*;

network! {
    pub network Net(image: [3, 32, 32]) -> [8, 30, 30] {
        image -> conv: conv1d(8, kernel = 3)
    }
}

fn main() {}
