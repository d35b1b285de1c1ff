use netweave::prelude::*;

network! {
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features { image -> conv1: conv2d(4, kernel = 3) -> rleu };
        features -> flatten -> fc: linear(10)
    }
}

fn main() {
    let net = Digits::<f32, Cpu>::build(&Cpu::default());
    let image: Tensor<Rank4<5, 1, 8, 8>, f32, Cpu> = Cpu::default().zeros();
    net.end_point(digits::end_point::features::conv1, &image);
    net.end_point(digits::end_point::features, &image);
    let _: Scope<Digits> = Digits::FEATURES_CONV1;
    let _ = digits::end_point::fc::RECEPTIVE_FIELD;
    println!("{} {}", Digits::PARAMETERS, Digits::summary());
}
