use netweave::prelude::*;

const CLASSES: usize = 12;

network! {
    pub network Net(x: [4]) -> [10] {
        let logits = x -> fc: linear(10);
        loss fit(labels: [CLASSES]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn main() {}
