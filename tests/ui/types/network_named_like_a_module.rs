use netweave::prelude::*;

mod digits {}

network! {
    pub network Digits(x: [4]) -> [2] {
        scope head { x -> fc: linear(2) }
    }
}

fn main() {}
