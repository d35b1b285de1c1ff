#![deny(unused_must_use)]
use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [4] {
        loss fit(labels: [4]) = softmax_cross_entropy(x, labels);
        x -> fc: linear(4)
    }
}

fn main() {
    let net = Line::<f32, Cpu>::build(&Cpu::default());
    let x: Tensor<Rank2<5, 4>, f32, Cpu> = Cpu::default().zeros();
    net.training().fit(&x, &x).unwrap();
}
