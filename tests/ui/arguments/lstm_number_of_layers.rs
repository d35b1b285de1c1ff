use netweave::prelude::*;

network! {
    network A(x: [5, 3]) -> [5, 8] {
        x -> encoder: lstm(8, num_layers = 2)
    }
}

fn main() {}
