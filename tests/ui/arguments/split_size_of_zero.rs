use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let (a, b) = split(x, axis = 0, sizes = [4, 0]);
        concat(a, b, axis = 0)
    }
}

fn main() {}
