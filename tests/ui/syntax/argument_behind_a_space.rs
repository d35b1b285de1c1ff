use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> linear 4
    }
}

fn main() {}
