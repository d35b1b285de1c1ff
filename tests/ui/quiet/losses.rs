use netweave::prelude::*;

network! {
    pub network Digits(image: [64]) -> [10] {
        let logits = image -> fc: lineer(10);
        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        loss size = l2(logits, logits);
        logits
    }
}

fn step(net: &mut Digits<f32, Cpu>, images: Tensor<Rank2<8, 64>, f32, Cpu>) -> Result<f32, Error> {
    let labels: Tensor<Rank2<8, 10>, f32, Cpu> = Cpu::default().zeros();
    let towers = Towers::cpu(2)?;
    let mut adam = Adam::new(1e-3).freeze(Digits::FC);
    let pass = net.training().on(&towers).classification(&images, &labels)?;
    let loss = pass.value();
    let gradients = adam.compute_gradients(pass)?.scale(Digits::FC, 0.1);
    adam.apply_gradients(net, gradients)?;
    Ok(loss + net.training().freeze(Digits::FC).size(&images)?.value())
}

fn main() {}
