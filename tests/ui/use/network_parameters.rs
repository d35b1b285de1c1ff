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
    let _: Sgd<Net> = Sgd::new(net.parameters());
    Ok(())
}
