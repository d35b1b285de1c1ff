use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [8, 3] {
        x -> permute([1, 0])
    }
}

fn main() {}
