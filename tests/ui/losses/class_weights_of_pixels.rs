use netweave::prelude::*;

const RARE: [f64; 8] = [1.0; 8];

network! {
    pub network Net(image: [3, 8, 8]) -> [5, 8, 8] {
        let logits = image -> head: conv2d(5, kernel = 1);
        loss fit(labels: [8, 8] of usize) = softmax_cross_entropy(logits, labels, class_weights = RARE);
        logits
    }
}

fn main() {}
