use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let (a, b) = x -> relu;
        a + b
    }
}

fn main() {}
