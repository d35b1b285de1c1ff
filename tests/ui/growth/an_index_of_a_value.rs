use netweave::prelude::*;

network! {
    template block(x) { x -> conv: conv2d(3, kernel = 1) -> relu }
    pub network Net(image: [3, 8, 8]) -> [10] {
        let x = image -> stage: block;
        x[0] -> global_avg_pool -> fc: linear(10)
    }
}

fn main() {}
