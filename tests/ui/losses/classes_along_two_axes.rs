use netweave::prelude::*;

network! {
    pub network Net(x: [8, 8]) -> [8, 8] {
        let logits = x -> fc: linear(8);
        loss fit(labels: [8] of usize) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn main() {}
