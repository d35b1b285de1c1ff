use netweave::prelude::*;

const WIDTH: i32 = 8;

network! {
    pub network Net(x: [WIDTH]) -> [2] {
        x -> fc: linear(2)
    }
}

fn main() {}
