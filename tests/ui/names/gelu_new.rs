use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> relu6
    }
}

fn main() {}
