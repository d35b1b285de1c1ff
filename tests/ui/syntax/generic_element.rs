use netweave::prelude::*;

network! {
    pub network Net<T>(x: [8]) -> [2] {
        x -> fc: linear(2)
    }
}

fn main() {}
