#![deny(deprecated)]

use netweave::prelude::*;

network! {
    pub network Net(x: [8]) -> [3] {
        let logits = x -> fc: linear(3);
        let y = logits -> gate: sigmoid;
        loss fit(labels: [3]) = sigmoid_cross_entropy(y, labels);
        y
    }
}

fn main() {}
