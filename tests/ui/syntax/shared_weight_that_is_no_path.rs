use netweave::prelude::*;

network! {
    pub network Net(x: [4, 8]) -> [4, 8] {
        x -> up: linear(8) -> down: linear(8, weight = up.weight * 2)
    }
}

fn main() {}
