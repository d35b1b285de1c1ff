//! What can be found by its name, and what is known of a network before it runs.

mod costs;
mod end_point;
mod graph;
mod kinds;
mod placement;
mod receptive_field;
mod scope;
mod summary;
mod variables;

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

network! {
    /// Tells whether two images show the same thing.
    pub network Siamese(left: [3, 32, 32], right: [3, 32, 32]) -> [1] {
        reuse scope encoder(image) {
            image -> conv1: conv2d(16, kernel = 3, stride = 2, padding = 1) -> relu
                  -> conv2: conv2d(32, kernel = 3, stride = 2, padding = 1) -> relu
                  -> global_avg_pool
        }
        let l = encoder(left);
        let r = encoder(right);
        abs(l - r) -> fc: linear(1) -> sigmoid
    }
}
