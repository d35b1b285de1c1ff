use netweave::prelude::*;

network! {
    pub network Net(x: [5]) -> [4] {
        x -> fc: linear("4")
    }
}

fn main() {}
