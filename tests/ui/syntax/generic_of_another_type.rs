use netweave::prelude::*;

network! {
    pub network Net<const HIDDEN: u32>(x: [8]) -> [2] {
        x -> fc1: linear(HIDDEN) -> relu -> fc2: linear(2)
    }
}

fn main() {}
