use netweave::prelude::*;

const TABLE: [&str; 2] = ["a", "b"];

network! {
    pub network Net(x: [2]) -> [2] {
        x + constant([2], TABLE)
    }
}

fn main() {}
