use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let y = scope head { x -> fc: linear(4) };
        y -> head: linear(2)
    }
}

fn main() {}
