#![deny(deprecated)]

use netweave::prelude::*;

network! {
    #[allow(netweave::softmax_before_loss)]
    pub network Net(x: [8]) -> [3] {
        let logits = x -> fc: linear(3);
        logits
    }
}

fn main() {}
