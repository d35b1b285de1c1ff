use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let y = x -> relu;
        let y = x -> tanh;
        y -> fc: linear(2)
    }
}

fn main() {}
