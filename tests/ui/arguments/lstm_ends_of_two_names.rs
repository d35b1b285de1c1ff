use netweave::prelude::*;

network! {
    network A(x: [5, 3]) -> [5, 8] {
        let (y, h) = x -> encoder: lstm(8);
        y + h
    }
}

fn main() {}
