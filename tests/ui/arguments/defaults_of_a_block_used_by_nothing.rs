use netweave::prelude::*;

network! {
    defaults { conv2d(padding = same) }

    pub network Net(x: [4]) -> [2] { x -> fc: linear(2) }
    pub network Other(x: [4]) -> [4] { x -> relu }
}

fn main() {}
