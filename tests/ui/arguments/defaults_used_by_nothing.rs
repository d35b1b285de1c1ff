use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        defaults { conv2d(padding = same) }
        x -> fc: linear(2)
    }
}

fn main() {}
