use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [3, 4, 7] {
        x -> crop([4, 7])
    }
}

fn main() {}
