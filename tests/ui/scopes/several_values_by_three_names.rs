use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [4] {
        let (x, seen, rest) = scope down {
            let seen = image -> conv: conv2d(4, kernel = 3);
            (seen -> global_avg_pool, seen)
        };
        x + (seen -> global_avg_pool) + rest
    }
}

fn main() {}
