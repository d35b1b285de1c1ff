use netweave::prelude::*;

network! {
    pub network Net(updates: [3, 5], places: [2, 5]) -> [3, 8, 8] {
        scatter_nd(updates, places)
    }
}

fn main() {}
