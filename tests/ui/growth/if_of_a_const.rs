use netweave::prelude::*;

const WIDTH: usize = 16;

network! {
    template block(x) { x -> conv: conv2d(3, kernel = 1) -> relu }
    pub network Net(image: [3, 8, 8]) -> [10] {
        let x = if WIDTH > 8 { image -> max_pool2d(2) } else { image };
        x -> stage: block -> global_avg_pool -> fc: linear(10)
    }
}

fn main() {}
