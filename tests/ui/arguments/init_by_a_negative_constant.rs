use netweave::prelude::*;

const DEVIATION: f64 = -0.02;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> fc: linear(2, init = normal(DEVIATION))
    }
}

fn main() {}
