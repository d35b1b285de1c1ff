use netweave::prelude::*;

network! {
    pub network Net<time>(x: [time, 4], y: [2 * time, 4]) -> [time, 4] {
        x -> relu
    }
}

fn main() {}
