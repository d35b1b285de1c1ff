use netweave::prelude::*;

network! {
    pub network Net(image: [1, 8, 8]) -> [4, 6, 6] {
        let logits = image -> conv1: conv2d(4, kernel = 3);
        loss fit(labels: [4]) = softmax_cross_entropy(logits, labels);
        logits
    }
}

fn main() {}
