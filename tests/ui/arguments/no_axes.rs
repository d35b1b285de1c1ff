use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [] {
        x -> mean(axes = [])
    }
}

fn main() {}
