use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [] {
        x -> mean -> prelu
    }
}

fn main() {}
