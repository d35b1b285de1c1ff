use netweave::prelude::*;

network! {
    pub network Net<time>(words: [time, 4], others: [8, 4]) -> [time, 4] {
        words * others
    }
}

fn main() {}
