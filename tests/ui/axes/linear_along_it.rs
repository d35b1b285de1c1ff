use netweave::prelude::*;

network! {
    pub network Net<time>(x: [4, time]) -> [4, 3] {
        x -> fc: linear(3)
    }
}

fn main() {}
