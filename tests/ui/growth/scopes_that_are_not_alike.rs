use netweave::prelude::*;

network! {
    template block(x) { concat(x, x -> conv: conv2d(4, kernel = 1), axis = 0) }
    pub network Net(image: [3, 8, 8]) -> [10] {
        image -> repeat 3 stage: block -> global_avg_pool -> fc: linear(10)
    }
}

fn main() {}
