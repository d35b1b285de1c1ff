use netweave::prelude::*;

network! {
    pub network Net<const hidden: usize>(x: [8]) -> [2] {
        x -> fc: linear(2)
    }
}

fn main() {}
