use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss fit(labels: [4] of usize) = softmax_focal(y, labels);
        y
    }
}

fn main() {}
