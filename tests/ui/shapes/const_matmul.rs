use netweave::prelude::*;

const WIDTH: usize = 3;

network! {
    pub network Net(a: [5, WIDTH], b: [4, 6]) -> [5, 6] {
        matmul(a, b)
    }
}

fn main() {}
