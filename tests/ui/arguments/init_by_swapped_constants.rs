use netweave::prelude::*;

const LOW: f64 = -0.1;
const HIGH: f64 = 0.1;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> fc: linear(2, init = uniform(HIGH, LOW))
    }
}

fn main() {}
