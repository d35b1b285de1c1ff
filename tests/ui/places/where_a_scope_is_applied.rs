use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        scope head(y) { y -> fc: linear(2) }
        x -> first: linear(8) -> head on device(1)
    }
}

fn main() {}
