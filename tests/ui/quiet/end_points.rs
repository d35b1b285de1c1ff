use netweave::prelude::*;

use digits::end_point::features::block_0::conv;
use digits::end_point::{self, fc};

network! {
    pub network Digits(image: [1, 8, 8]) -> [10] {
        template block(x; channels) { x -> conv: conv2d(channels, kernel = 3) -> rleu }
        let features = scope features { image -> repeat 2 block: block(4) };
        features -> flatten -> fc: linear(10)
    }
}

fn main() {
    let net = Digits::<f32, Cpu>::build(&Cpu::default());
    let image: Tensor<Rank4<5, 1, 8, 8>, f32, Cpu> = Cpu::default().zeros();
    let _: Tensor<Rank4<5, 4, 6, 6>, f32, Cpu> = net.end_point(conv, &image);
    net.end_point(digits::end_point::features, &image);
    println!("{:?} {:?}", fc::RECEPTIVE_FIELD, net.end_point_by_name("fc", &image));
    let _ = (end_point::features::block_1::conv, Digits::FEATURES_BLOCK_1, &net.features.block[1].conv.weight);
}
