use netweave::prelude::*;

network! {
    pub network Net(video: [3, 16, 32, 32]) -> [8, 16, 30, 30] {
        video -> conv: conv2d(8, kernel = 3)
    }
}

fn main() {}
