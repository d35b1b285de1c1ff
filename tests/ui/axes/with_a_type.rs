use netweave::prelude::*;

network! {
    pub network Net<time: usize>(x: [time, 4]) -> [time, 4] {
        x -> relu
    }
}

fn main() {}
