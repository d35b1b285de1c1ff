use netweave::prelude::*;

network! {
    pub network Net(a: [5, 4], b: [4]) -> [5, 4] {
        a -> matmul(sum(b))
    }
}

fn main() {}
