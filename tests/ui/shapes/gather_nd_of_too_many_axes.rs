use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8], places: [4, 5]) -> [5] {
        gather_nd(image, places)
    }
}

fn main() {}
