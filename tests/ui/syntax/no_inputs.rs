use netweave::prelude::*;

network! {
    pub network Net -> [2] {
        x -> fc: linear(2)
    }
}

fn main() {}
