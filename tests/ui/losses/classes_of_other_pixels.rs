use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [5, 8, 8] {
        let logits = image -> head: conv2d(5, kernel = 1);
        loss fit(labels: [8, 6] of usize) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn main() {}
