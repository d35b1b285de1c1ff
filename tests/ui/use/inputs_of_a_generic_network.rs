use netweave::prelude::*;

network! {
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features { image -> conv1: conv2d(4, kernel = 3) -> relu };
        features -> flatten -> fc: linear(10)
    }
}

use netweave::Takes;

fn points<N: Takes<Tensor<Rank4<5, 3, 8, 8>, f32, Cpu>>>(_: &N) {}

fn run(net: &Digits) {
    points(net);
}

fn main() {}
