use netweave::prelude::*;

const WIDTH: usize = 0;

network! {
    pub network Net(x: [WIDTH]) -> [2] {
        x -> fc: linear(2)
    }
}

fn main() {}
