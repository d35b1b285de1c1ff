use netweave::prelude::*;

network! {
    template block(x) { x -> conv: conv2d(3, kernel = 1) -> relu }
    pub network Net(image: [3, 8, 8]) -> [10] {
        image ^ 2 -> stage: block -> global_avg_pool -> fc: linear(10)
    }
}

fn main() {}
