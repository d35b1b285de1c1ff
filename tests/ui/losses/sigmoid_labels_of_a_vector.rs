use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss real(labels: [3]) = sigmoid_cross_entropy(y, labels);
        y
    }
}

fn main() {}
