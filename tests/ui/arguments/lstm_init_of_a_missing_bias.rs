use netweave::prelude::*;

network! {
    network A(x: [5, 3]) -> [5, 8] {
        x -> encoder: lstm(8, bias = false, bias_init = zeros)
    }
}

fn main() {}
