use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [3, 8, 8] {
        x -> permute([0, 1, 1])
    }
}

fn main() {}
