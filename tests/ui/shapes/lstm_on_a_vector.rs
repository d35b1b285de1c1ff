use netweave::prelude::*;

network! {
    network A(x: [3]) -> [5, 8] {
        x -> encoder: lstm(8)
    }
}

fn main() {}
