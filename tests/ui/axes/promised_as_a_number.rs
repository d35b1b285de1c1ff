use netweave::prelude::*;

network! {
    pub network Net<time>(x: [time, 4]) -> [12, 3] {
        x -> fc: linear(3)
    }
}

fn main() {}
