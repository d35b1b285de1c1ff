use netweave::prelude::*;

network! {
    pub network Net(video: [3, 8, 16, 16]) -> [8, 8, 14, 14] {
        video -> conv: conv3d(8, kernel = [3, 3])
    }
}

fn main() {}
