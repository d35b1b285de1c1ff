use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> relu;
        x -> y
    }
}

fn main() {}
