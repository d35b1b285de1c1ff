use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [5] {
        let (values, _indices) = topk(x, 5, axis = 0);
        values
    }
}

fn main() {}
