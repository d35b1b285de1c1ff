use netweave::prelude::*;

network! {
    pub network Net(x: [3, 4]) -> [4, 3] {
        x -> transpose([1, 0])
    }
}

fn main() {}
