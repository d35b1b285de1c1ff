use netweave::prelude::*;

network! {
    pub network Net<const N: usize>(x: [N]) -> [2] {
        x -> fc: linear(2)
    }
}

fn main() {}
