use netweave::prelude::*;

network! {
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features { image -> conv1: conv2d(4, kernel = 3) -> relu };
        features -> flatten -> fc: linear(10)
    }
}

fn run(net: &Digits, image: Tensor<Rank4<5, 1, 8, 8>, f32, Cpu>) {
    let _: Tensor<Rank4<5, 8, 6, 6>, f32, Cpu> = net.end_point(digits::end_point::features::conv1, image);
}

fn main() {}
