use netweave::prelude::*;

network! {
    pub network Net<time>(x: [time, 4]) -> [time, 4] {
        x -> batch_norm
    }
}

fn main() {}
