use netweave::prelude::*;

const WIDTH: usize = 4;

network! {
    pub network Net(a: [WIDTH], b: [8]) -> [9] {
        let c = a + b;
        c
    }
}

fn main() {}
