use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> relu(6)
    }
}

fn main() {}
