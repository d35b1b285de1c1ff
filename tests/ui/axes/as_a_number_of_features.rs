use netweave::prelude::*;

network! {
    pub network Net<time>(x: [time, 4]) -> [time, 4] {
        x -> fc: linear(2 * time)
    }
}

fn main() {}
