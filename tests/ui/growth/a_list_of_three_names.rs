use netweave::prelude::*;

network! {
    template block(x) { x -> conv: conv2d(3, kernel = 1) -> relu }
    pub network Net(image: [3, 8, 8]) -> [10] {
        let (x, all, rest) = image -> repeat 2 stage: block;
        x + all[0] + rest[0] -> global_avg_pool -> fc: linear(10)
    }
}

fn main() {}
