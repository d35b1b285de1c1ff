#![deny(deprecated)]

use netweave::prelude::*;

network! {
    pub network Net(x: [8]) -> [3] {
        let logits = x -> fc: linear(3);
        let y = logits -> softmax;
        loss fit(labels: [3]) = softmax_cross_entropy(y, labels);
        y
    }
}

fn main() {}
