use netweave::prelude::*;

network! {
    pub network Net(x: [4], labels: [2]) -> [2] {
        let logits = x -> fc: linear(2);
        softmax_cross_entropy(logits, labels)
    }
}

fn main() {}
