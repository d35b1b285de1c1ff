use netweave::prelude::*;

const WIDTH: usize = 15;

network! {
    pub network Net(x: [3, 8, 6]) -> [WIDTH, 9] {
        x -> reshape([WIDTH, 9])
    }
}

fn main() {}
