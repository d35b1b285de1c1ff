use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> head: module(Head) -> [2]
    }
}

fn main() {}
