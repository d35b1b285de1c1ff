use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let y = x -> fc: linear(2);
        loss = softmax_cross_entropy(y, y);
        y
    }
}

fn main() {}
