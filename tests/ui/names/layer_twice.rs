use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> fc: linear(4) -> relu -> fc: linear(2)
    }
}

fn main() {}
