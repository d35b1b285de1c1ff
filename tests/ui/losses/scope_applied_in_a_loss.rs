use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        reuse scope head(x) { x -> fc: linear(2) }
        loss fit(labels: [2]) = softmax_cross_entropy(head(x), labels);
        head(x)
    }
}

fn main() {}
