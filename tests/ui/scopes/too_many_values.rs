use netweave::prelude::*;

network! {
    pub network Net(left: [4], right: [4]) -> [2] {
        scope head(x) { x -> fc: linear(2) }
        head(left, right)
    }
}

fn main() {}
