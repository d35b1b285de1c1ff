use netweave::prelude::*;

network! {
    network A(x: [5, 3]) -> [5, 8] {
        let (y, h, c) = x -> encoder: gru(8);
        y + h + c
    }
}

fn main() {}
