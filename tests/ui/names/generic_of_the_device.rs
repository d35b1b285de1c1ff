use netweave::prelude::*;

network! {
    pub network Net<const D: usize>(x: [D]) -> [2] {
        x -> fc: linear(2)
    }
}

fn main() {}
