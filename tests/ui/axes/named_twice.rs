use netweave::prelude::*;

network! {
    pub network Net<time, time>(x: [time, 4]) -> [time, 4] {
        x -> relu
    }
}

fn main() {}
