use netweave::prelude::*;

network! {
    pub network Net<time>(x: [time, 4]) -> [10] {
        x -> flatten -> fc: linear(10)
    }
}

fn main() {}
