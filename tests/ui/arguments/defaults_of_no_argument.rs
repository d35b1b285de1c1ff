use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        defaults { linear(bais = false) }
        x -> fc: linear(2)
    }
}

fn main() {}
