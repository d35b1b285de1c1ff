use netweave::prelude::*;

network! {
    template block(x; channels) { x -> conv: conv2d(channels, kernel = 1) -> relu }
    pub network Net(image: [3, 8, 8]) -> [10] {
        image -> repeat 3 stage as i: block(8) -> global_avg_pool -> fc: linear(10)
    }
}

fn main() {}
