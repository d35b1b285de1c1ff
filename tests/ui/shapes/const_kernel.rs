use netweave::prelude::*;

const SIZE: usize = 4;

network! {
    pub network Net(image: [1, SIZE, SIZE]) -> [4] {
        image -> conv1: conv2d(4, kernel = 5) -> global_avg_pool
    }
}

fn main() {}
