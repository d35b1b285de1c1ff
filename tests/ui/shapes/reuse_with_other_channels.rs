use netweave::prelude::*;

network! {
    pub network Net(color: [3, 8, 8], gray: [1, 8, 8]) -> [4] {
        reuse scope encoder(image) {
            image -> conv1: conv2d(4, kernel = 3) -> global_avg_pool
        }
        encoder(color) + encoder(gray)
    }
}

fn main() {}
