use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [3, 6] {
        x -> max(axes = [1, 1])
    }
}

fn main() {}
