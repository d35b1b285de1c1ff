use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [3] {
        let (a, b) = split(x, axis = 0, sizes = [1, 2]);
        concat(a, b, axis = 0)
    }
}

fn main() {}
