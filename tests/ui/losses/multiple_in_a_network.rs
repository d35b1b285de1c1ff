use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let logits = x -> fc: linear(2);
        loss a(labels: [3]) = softmax_cross_entropy(logits, labels);
        loss b = logits;
        loss c(labels: [2]) = softmax_cross_entropy(logits, labels) + logits;
        logits
    }
}

fn main() {}
