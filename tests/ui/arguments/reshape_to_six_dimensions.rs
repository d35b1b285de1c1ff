use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [144] {
        x -> reshape([2, 2, 2, 2, 3, 3])
    }
}

fn main() {}
