#![deny(deprecated)]

use netweave::prelude::*;

network! {
    pub network Net(x: [8]) -> [3] {
        let logits = x -> fc: linear(3);
        let y = logits -> log_softmax;
        loss fit(labels: [3]) = 2 * softmax_focal(y, labels);
        y
    }
}

fn main() {}
