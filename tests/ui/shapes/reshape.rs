use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [16, 8] {
        x -> reshape([16, 8])
    }
}

fn main() {}
