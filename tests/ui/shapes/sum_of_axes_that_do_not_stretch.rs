use netweave::prelude::*;

network! {
    pub network Net(a: [5, 3, 4], b: [2, 4]) -> [5, 3, 4] {
        a + b
    }
}

fn main() {}
