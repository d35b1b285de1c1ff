use netweave::prelude::*;

network! {
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features { image -> conv: conv2d(4, kernel = 3) -> rleu };
        features -> flatten -> fc: linear(10)
    }
}

fn main() {
    let mut net = Digits::<f32, _>::build(&Cpu::default());
    println!("{:?}", net.features.conv.weight.array());
    net.fc.bias = Cpu::default().zeros();
    let Digits { fc, .. } = net;
    let _: digits::Features<f32, Cpu> = fc.of_no_known_type();
}
