use netweave::prelude::*;

network! {
    pub network Net(x: [6, 8]) -> [6, 8] {
        x + (positions: variable([6, 8]))
    }
}

fn main() {}
