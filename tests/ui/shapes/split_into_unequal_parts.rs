use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [1] {
        let (a, b, c) = split(x, axis = 0);
        a + b + c
    }
}

fn main() {}
