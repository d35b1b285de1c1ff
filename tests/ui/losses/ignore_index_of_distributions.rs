use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let logits = x -> fc: linear(2);
        loss fit(labels: [2]) = softmax_cross_entropy(logits, labels, ignore_index = 0);
        logits
    }
}

fn main() {}
