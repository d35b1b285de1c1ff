use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [8, 6, 3] {
        x -> permute([1, 2, 3])
    }
}

fn main() {}
