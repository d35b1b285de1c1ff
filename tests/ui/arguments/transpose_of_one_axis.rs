use netweave::prelude::*;

network! {
    pub network Net(x: [5, 4]) -> [5, 4] {
        x -> transpose(1, 1)
    }
}

fn main() {}
