use netweave::prelude::*;

network! {
    pub network Net(x: [6, 8]) -> [6, 8] {
        x -> up: linear(8) -> down: linear(8, weight = up.weight, init = zeros)
    }
}

fn main() {}
