use netweave::prelude::*;

network! {
    template block(x) { x -> relu }
    pub network Net(image: [3, 8, 8]) -> [10] {
        image -> p: block -> repeat 3 as i stage: conv2d(8, kernel = 1) -> global_avg_pool -> fc: linear(10)
    }
}

fn main() {}
