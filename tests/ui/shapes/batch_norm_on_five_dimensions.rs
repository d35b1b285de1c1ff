use netweave::prelude::*;

network! {
    pub network Net(video: [1, 2, 4, 8, 8]) -> [1, 2, 4, 8, 8] {
        video -> batch_norm
    }
}

fn main() {}
