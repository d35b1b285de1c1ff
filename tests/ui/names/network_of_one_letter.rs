use netweave::prelude::*;

network! {
    network P(image: [64]) -> [10] { image -> fc: linear(10) }
}

fn main() {}
