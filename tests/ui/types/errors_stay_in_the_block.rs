use netweave::prelude::*;

network! {
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let logits = image -> conv1: conv2d(4, kernel = 3) -> fc: linear(10);
        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn main() {
    let net = Digits::<f32, Cpu>::build(&Cpu::default());
    let images: Tensor<Rank4<5, 1, 8, 8>, f32, Cpu> = Cpu::default().zeros();
    let _: Tensor<Rank2<5, 10>, f32, Cpu> = net.forward(images);
}
