use netweave::prelude::*;

const K: usize = 5;

network! {
    pub network Net(x: [4]) -> [K] {
        let (values, _indices) = topk(x, K, axis = 0);
        values
    }
}

fn main() {}
