use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let logits = x -> fc: linear(2);
        loss freeze(labels: [2]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn train(net: &Net, x: &Tensor<Rank2<5, 4>, f32, Cpu>, labels: &Tensor<Rank2<5, 2>, f32, Cpu>) {
    let _ = net.training().freeze(x, labels);
}

fn main() {}
