use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn count(net: &Net) -> usize {
    net.count_params()
}

fn main() {}
