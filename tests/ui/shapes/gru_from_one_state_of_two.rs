use netweave::prelude::*;

network! {
    network A(x: [5, 3], h: [8]) -> [5, 8] {
        x -> encoder: gru(8, layers = 2, hidden = h)
    }
}

fn main() {}
