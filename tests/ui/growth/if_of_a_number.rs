use netweave::prelude::*;

network! {
    template block(x; pool) { let x = if pool { x -> max_pool2d(2) } else { x }; x -> conv: conv2d(3, kernel = 1) }
    pub network Net(image: [3, 8, 8]) -> [10] {
        image -> stage: block(1) -> global_avg_pool -> fc: linear(10)
    }
}

fn main() {}
