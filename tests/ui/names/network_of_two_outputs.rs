use netweave::prelude::*;

network! {
    network Split(x: [4]) -> (a: [2], b: [2]) {
        (x -> a: linear(2), x -> b: linear(2))
    }

    network Net(x: [4]) -> [2] {
        x -> split: Split
    }
}

fn main() {}
