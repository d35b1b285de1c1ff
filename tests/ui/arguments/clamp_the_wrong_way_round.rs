use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> clamp(min = 6, max = 0)
    }
}

fn main() {}
