use netweave::prelude::*;

network! {
    pub network Net(a: [4], b: [4]) -> [4] {
        loss fit = triplet(a, b);
        a + b
    }
}

fn main() {}
