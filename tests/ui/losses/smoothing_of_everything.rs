use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss fit(labels: [4]) = softmax_cross_entropy(y, labels, label_smoothing = 1.0);
        y
    }
}

fn main() {}
