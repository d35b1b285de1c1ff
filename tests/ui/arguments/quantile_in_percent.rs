use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 8]) -> [8, 8] {
        x -> quantile(90, axis = 0)
    }
}

fn main() {}
