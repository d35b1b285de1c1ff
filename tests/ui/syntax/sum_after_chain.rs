use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> relu + x
    }
}

fn main() {}
