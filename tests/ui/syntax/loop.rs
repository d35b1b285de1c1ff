use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        for step in 0..3 { x -> relu }
        x -> fc: linear(2)
    }
}

fn main() {}
