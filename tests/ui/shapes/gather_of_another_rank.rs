use netweave::prelude::*;

network! {
    pub network Net(x: [4, 5], places: [2]) -> [2, 5] {
        gather(x, places, axis = 0)
    }
}

fn main() {}
