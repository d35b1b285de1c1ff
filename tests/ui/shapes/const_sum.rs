use netweave::prelude::*;

const WIDTH: usize = 4;

network! {
    pub network Net(a: [WIDTH], b: [8]) -> [8] {
        a + b
    }
}

fn main() {}
