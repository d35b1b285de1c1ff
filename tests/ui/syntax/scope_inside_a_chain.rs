use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> relu -> scope head { x -> fc: linear(2) }
    }
}

fn main() {}
