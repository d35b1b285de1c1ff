use netweave::prelude::*;

network! {
    pub network Net(a: [5, 4], b: [3, 6]) -> [5, 6] {
        matmul(a, b)
    }
}

fn main() {}
