use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [3, 4, 4] {
        x -> crop([4, 4], at = [5, 0])
    }
}

fn main() {}
