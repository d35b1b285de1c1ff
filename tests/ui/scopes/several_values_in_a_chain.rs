use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [4] {
        scope down(x) {
            let seen = x -> conv: conv2d(4, kernel = 3);
            (seen -> max_pool2d(2), seen)
        }
        image -> down -> global_avg_pool
    }
}

fn main() {}
