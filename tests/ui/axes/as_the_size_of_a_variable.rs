use netweave::prelude::*;

network! {
    pub network Net<time>(x: [time, 4]) -> [time, 4] {
        x + (positions: variable([time, 4], init = normal(0.02)))
    }
}

fn main() {}
