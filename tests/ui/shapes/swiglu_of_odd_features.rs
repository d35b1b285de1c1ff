use netweave::prelude::*;

network! {
    pub network Net(x: [8]) -> [4] {
        x -> fc: linear(9) -> swiglu
    }
}

fn main() {}
