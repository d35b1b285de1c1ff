use netweave::prelude::*;

network! {
    network A(x: [5, 3]) -> [5, 8] {
        x -> encoder: lstm(8, dropout = 0.5)
    }
}

fn main() {}
