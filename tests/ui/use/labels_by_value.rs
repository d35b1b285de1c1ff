use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] {
        let logits = x -> fc: linear(2);
        loss fit(labels: [2]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn train(net: &Line, x: &Tensor<Rank2<5, 4>, f32, Cpu>, labels: &Tensor<Rank2<5, 2>, f32, Cpu>) {
    let _ = net.training().fit(x, labels.clone());
}

fn main() {}
