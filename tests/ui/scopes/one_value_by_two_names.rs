use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [4] {
        let (x, seen) = scope down { image -> conv: conv2d(4, kernel = 3) };
        (x -> global_avg_pool) + (seen -> global_avg_pool)
    }
}

fn main() {}
