use netweave::prelude::*;

network! {
    pub network Net<time>(x: [time, 4]) -> [20, 4] {
        (positions: variable([16, 4], init = normal(0.02)) -> first(20)) + (x -> mean(axis = 0))
    }
}

fn main() {}
