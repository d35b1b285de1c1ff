use netweave::prelude::*;

network! {
    pub network Net(large: [1, 8, 8], small: [1, 4, 4]) -> [4] {
        reuse scope encoder(image) {
            image -> conv1: conv2d(4, kernel = 5) -> global_avg_pool
        }
        encoder(large) + encoder(small)
    }
}

fn main() {}
