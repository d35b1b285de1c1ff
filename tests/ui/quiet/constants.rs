use netweave::prelude::*;

network! {
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features { image -> conv: conv2d(4, kernel = 3) -> rleu };
        features -> flatten -> fc: linear(10)
    }
}

fn main() {
    let _ = [Digits::FEATURES, Digits::FEATURES_CONV, Digits::FC_BIAS, Digits::WEIGHTS, Digits::ALL];
    println!("{} {:?}", Digits::PARAMETERS, Digits::END_POINTS);
    println!("{}", Digits::summary());
    let _: [u8; Digits::ACTIVATIONS] = [0; <Digits<f64, Cpu> as Network>::MULTIPLY_ADDS];
}
