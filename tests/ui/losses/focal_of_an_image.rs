use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh;
        loss fit(labels: [3, 8, 8]) = softmax_focal(y, labels);
        y
    }
}

fn main() {}
