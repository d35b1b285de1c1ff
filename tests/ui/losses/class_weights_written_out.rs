use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss fit(labels: [4]) = softmax_cross_entropy(y, labels, class_weights = [1, 2, 1, 1]);
        y
    }
}

fn main() {}
