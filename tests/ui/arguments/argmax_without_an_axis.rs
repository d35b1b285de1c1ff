use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [] {
        argmax(x)
    }
}

fn main() {}
