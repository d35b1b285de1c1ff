use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        resue scope head(x) { x -> fc: linear(2) }
        head(x) + head(-x)
    }
}

fn main() {}
