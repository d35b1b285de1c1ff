use netweave::prelude::*;

network! {
    pub network Net(a: [4], b: [4]) -> [4] {
        loss fit(same: [1]) = contrastive(a, b, same);
        a + b
    }
}

fn main() {}
