use netweave::prelude::*;

network! {
    pub network Net(a: [4], b: [8]) -> [4] {
        a + b
    }
}

fn main() {}
