use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let (a, 2) = split(x, axis = 0);
        a
    }
}

fn main() {}
