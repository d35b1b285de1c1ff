use netweave::prelude::*;

network! {
    pub network Net(x: []) -> [] {
        x -> normalize(mean = 0.5)
    }
}

fn main() {}
