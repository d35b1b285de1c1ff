use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let y = if x { x -> relu } else { x };
        y -> fc: linear(2)
    }
}

fn main() {}
