use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] on device(0) {
        x -> fc: linear(2)
    }
}

fn main() {}
