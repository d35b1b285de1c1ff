use netweave::prelude::*;

network! {
    template block(x; channels) { x -> conv: conv2d(channels, kernel = 1) -> relu }
    pub network Net(image: [3, 8, 8]) -> [10] {
        image -> repeat 3 as i stage: block(8 * i) -> global_avg_pool -> fc: linear(10)
    }
}

fn main() {}
