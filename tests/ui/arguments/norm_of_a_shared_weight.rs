use netweave::prelude::*;

network! {
    pub network Net(x: [8]) -> [8] {
        x -> up: linear(8) -> down: linear(8, weight = up.weight, norm = weight)
    }
}

fn main() {}
