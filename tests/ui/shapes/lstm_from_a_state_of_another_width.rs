use netweave::prelude::*;

network! {
    network A(x: [5, 3], h: [4]) -> [5, 8] {
        x -> encoder: lstm(8, hidden = h)
    }
}

fn main() {}
