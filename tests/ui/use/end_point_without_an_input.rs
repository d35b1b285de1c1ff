use netweave::prelude::*;

network! {
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features { image -> conv1: conv2d(4, kernel = 3) -> relu };
        features -> flatten -> fc: linear(10)
    }
}

fn run(net: &Digits) {
    net.end_point(digits::end_point::features::conv1);
}

fn main() {}
