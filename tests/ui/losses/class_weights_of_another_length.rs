use netweave::prelude::*;

const WEIGHTS: [f64; 3] = [1.0, 2.0, 0.5];

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss fit(labels: [4]) = softmax_cross_entropy(y, labels, class_weights = WEIGHTS);
        y
    }
}

fn main() {}
