use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss fit(labels: [4]) = sigmoid_focal(y, labels, alpha = 25);
        y
    }
}

fn main() {}
