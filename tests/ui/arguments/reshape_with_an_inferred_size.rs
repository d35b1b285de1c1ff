use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [16, 9] {
        x -> reshape([16, -1])
    }
}

fn main() {}
