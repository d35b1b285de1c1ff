use netweave::prelude::*;

network! {
    pub network Net(x: [model::WIDTH]) -> [2] {
        x -> fc: linear(2)
    }
}

fn main() {}
