use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        x -> repeat 3 fc: linear(2)
    }
}

fn main() {}
