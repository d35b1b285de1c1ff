use netweave::prelude::*;

network! {
    pub network Net(x: [4], mask: [4]) -> [2] {
        scope head(x, mask) { x -> fc: linear(2) }
        head(x, mask)
    }
}

fn main() {}
