use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let logits = x -> fc: linear(2);
        loss mixed(labels: [2]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn main() {}
