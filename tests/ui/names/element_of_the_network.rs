use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [4] {
        loss fit(t: [4] of f32) = softmax_cross_entropy(x, t);
        x
    }
}

fn main() {}
