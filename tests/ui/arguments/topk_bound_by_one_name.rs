use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let values = topk(x, 2, axis = 0);
        values
    }
}

fn main() {}
