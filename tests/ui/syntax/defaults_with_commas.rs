use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        defaults { linear(bias = false), conv2d(stride = 2) }
        x -> fc: linear(2)
    }
}

fn main() {}
