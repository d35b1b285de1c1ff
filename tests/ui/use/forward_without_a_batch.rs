use netweave::prelude::*;

network! {
    pub network Digits(image: [1, 8, 8]) -> [10] {
        image -> flatten -> fc: linear(10)
    }
}

fn main() {
    let net = Digits::<f32, Cpu>::build(&Cpu::default());
    let image: Tensor<Rank3<1, 8, 8>, f32, Cpu> = Cpu::default().zeros();
    net.forward(image);
}
