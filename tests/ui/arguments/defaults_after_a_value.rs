use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let y = x -> relu;
        defaults { linear(bias = false) }
        y -> fc: linear(2)
    }
}

fn main() {}
