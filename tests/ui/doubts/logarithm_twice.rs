#![deny(deprecated)]

use netweave::prelude::*;

network! {
    pub network Net(x: [8]) -> [3] {
        let logits = x -> fc: linear(3);
        logits -> log_softmax -> ln
    }
}

fn main() {}
