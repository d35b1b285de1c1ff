use netweave::prelude::*;

network! {
    network A(x: [5, 3]) -> [5, 8] {
        lstm(x, 8)
    }
}

fn main() {}
