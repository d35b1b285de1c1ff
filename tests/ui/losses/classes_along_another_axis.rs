use netweave::prelude::*;

network! {
    pub network Net(x: [4, 8]) -> [4, 6] {
        let logits = x -> fc: linear(6);
        loss fit(labels: [4] of usize) = softmax_cross_entropy(logits, labels, axis = 0);
        logits
    }
}

fn main() {}
