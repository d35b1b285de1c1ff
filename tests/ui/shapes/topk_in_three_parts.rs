use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let (values, _indices, _more) = topk(x, 2, axis = 0);
        values
    }
}

fn main() {}
