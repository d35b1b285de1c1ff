use netweave::prelude::*;

network! {
    pub network Net(video: [3, 2, 16, 16]) -> [8, 1, 14, 14] {
        video -> conv: conv3d(8, kernel = 3)
    }
}

fn main() {}
