use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> hidden linear(4)
    }
}

fn main() {}
