use netweave::prelude::*;

network! {
    network A(x: [5, 3], c: [8]) -> [5, 8] {
        x -> encoder: gru(8, cell = c)
    }
}

fn main() {}
