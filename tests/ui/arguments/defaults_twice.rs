use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        defaults { linear(bias = false); linear(bias = true) }
        x -> fc: linear(2)
    }
}

fn main() {}
