use netweave::prelude::*;

network! {
    pub network Net(a: [2, 5, 4], b: [3, 4, 5]) -> [2, 5, 5] {
        matmul(a, b)
    }
}

fn main() {}
