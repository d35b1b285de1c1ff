use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [4] {
        loss fit(t: [8]) = softmax_cross_entropy(x -> fc: module(netweave::modules::Linear<4, 8>) -> [8], t);
        x
    }
}

fn main() {}
