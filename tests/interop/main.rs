//! A network is a module of dfdx: it is composed, trained, saved and converted by dfdx.

mod compose;
mod convert;
mod foreign;
mod indices;
mod inputs;
mod lent;
mod save;
mod strides;
mod train;

use netweave::prelude::*;

network! {
    /// Recognises an 8×8 handwritten digit.
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features {
            image
                -> conv1: conv2d(16, kernel = 3, padding = 1) -> batch_norm -> relu
                -> conv2: conv2d(32, kernel = 3, stride = 2, padding = 1) -> relu
        };
        let logits = features -> flatten -> fc: linear(10);

        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
}
