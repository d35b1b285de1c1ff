use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let (a, b) = split(x);
        a + b
    }
}

fn main() {}
