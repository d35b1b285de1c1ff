use netweave::prelude::*;

network! {
    pub network Net(updates: [3, 5], places: [2, 6]) -> [3, 8, 8] {
        scatter_nd(updates, places, size = [8, 8])
    }
}

fn main() {}
