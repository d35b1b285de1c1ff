use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let logits = x -> fc: linear(2);
        loss fit = softmax_cross_entropy(logits);
        logits
    }
}

fn main() {}
