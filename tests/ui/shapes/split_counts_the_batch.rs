use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let (a, b) = x -> split(axis = 1);
        concat(a, b, axis = 0)
    }
}

fn main() {}
