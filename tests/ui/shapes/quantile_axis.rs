use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 8]) -> [8, 8] {
        x -> quantile(0.5, axis = 3)
    }
}

fn main() {}
