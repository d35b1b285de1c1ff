use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> (mean: [2], scale: [2]) {
        let mean = x -> fc: linear(2);
        mean
    }
}

fn main() {}
