use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        scope head(x) { x -> fc: linear(2) }
        let y = x -> head;
        head + y
    }
}

fn main() {}
