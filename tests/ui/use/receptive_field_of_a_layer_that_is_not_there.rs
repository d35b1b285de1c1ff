use netweave::prelude::*;

network! {
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features { image -> conv1: conv2d(4, kernel = 3) -> relu };
        features -> flatten -> fc: linear(10)
    }
}

fn main() {
    digits::end_point::features::conv3::RECEPTIVE_FIELD;
}
