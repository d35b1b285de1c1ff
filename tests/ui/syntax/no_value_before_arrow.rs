use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let y = -> relu;
        x + y -> fc: linear(2)
    }
}

fn main() {}
