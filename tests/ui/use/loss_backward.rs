use netweave::prelude::*;

network! {
    network Net(image: [64]) -> [10] {
        let logits = image -> fc: linear(10);
        loss classification(labels: [] of usize) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn main() -> Result<(), Error> {
    let net = Net::<f32, Cpu>::build(&Cpu::default());
    let images: Tensor<Rank2<5, 64>, f32, Cpu> = Cpu::default().zeros();
    let loss = net.training().classification(&images, Cpu::default().tensor([0; 5]))?.value();
    loss.backward();
    Ok(())
}
