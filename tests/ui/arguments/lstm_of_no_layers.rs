use netweave::prelude::*;

network! {
    network A(x: [5, 3]) -> [5, 8] {
        x -> encoder: lstm(8, layers = 0)
    }
}

fn main() {}
