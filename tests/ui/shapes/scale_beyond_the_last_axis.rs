use netweave::prelude::*;

network! {
    pub network Net(x: [4, 5]) -> [4, 5] {
        x -> scale(axis = 2)
    }
}

fn main() {}
