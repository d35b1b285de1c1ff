use netweave::prelude::*;

network! {
    pub network Net(x: [8, 8]) -> [8, 8] {
        let y = x -> tanh;
        x -> fc: linear(8, weight = y)
    }
}

fn main() {}
