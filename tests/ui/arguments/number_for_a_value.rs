use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x + abs(2)
    }
}

fn main() {}
