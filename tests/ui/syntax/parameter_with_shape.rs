use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        scope head(x: [4]) { x -> fc: linear(2) }
        head(x)
    }
}

fn main() {}
