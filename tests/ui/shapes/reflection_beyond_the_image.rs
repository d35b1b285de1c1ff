use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [3, 12, 18] {
        x -> pad([2, 6], mode = reflect)
    }
}

fn main() {}
