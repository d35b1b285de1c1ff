use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> dropout(1.0)
    }
}

fn main() {}
