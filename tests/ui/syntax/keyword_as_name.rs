use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let type = x -> relu;
        type -> fc: linear(2)
    }
}

fn main() {}
