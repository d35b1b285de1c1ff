use netweave::prelude::*;

network! {
    pub network Net(video: [3, 8, 16, 16]) -> [3, 8, 16, 8] {
        video -> max_pool1d(2)
    }
}

fn main() {}
