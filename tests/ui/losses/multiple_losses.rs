use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss a(target: [3]) = l1(y, target);
        loss b(labels: [4]) = softmax_focal(y, labels, beta = -2);
        loss c(target: [4]) = huber(y, target, detla = 2);
        y
    }
}

fn main() {}
