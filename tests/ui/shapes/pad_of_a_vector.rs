use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [6] {
        x -> pad(1)
    }
}

fn main() {}
