use netweave::prelude::*;

const BETA: f64 = -0.5;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss fit(labels: [4]) = softmax_focal(y, labels, beta = BETA);
        y
    }
}

fn main() {}
