use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let y = reuse scope head { x -> fc: linear(2) };
        y
    }
}

fn main() {}
