use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> roll(shift = 0.5, axis = 0)
    }
}

fn main() {}
