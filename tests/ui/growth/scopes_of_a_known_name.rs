use netweave::prelude::*;

network! {
    template block(x) { x -> conv: conv2d(3, kernel = 1) -> relu }
    pub network Net(image: [3, 8, 8]) -> [10] {
        image -> repeat 2 as i stage: block -> stage_1: conv2d(3, kernel = 1) -> global_avg_pool -> fc: linear(10)
    }
}

fn main() {}
