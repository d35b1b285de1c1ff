use netweave::prelude::*;

network! {
    template block(x) { x -> conv: conv2d(3, kernel = 1) -> relu }
    pub network Net(image: [3, 8, 8]) -> [10] {
        let x = if 8 > 4 { image -> max_pool2d(2) };
        x -> stage: block -> global_avg_pool -> fc: linear(10)
    }
}

fn main() {}
