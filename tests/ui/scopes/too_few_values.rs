use netweave::prelude::*;

network! {
    pub network Net(left: [4], right: [4]) -> [2] {
        scope head(a, b) { a + b -> fc: linear(2) }
        head(left) + right
    }
}

fn main() {}
