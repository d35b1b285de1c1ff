use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let a = scope up_block { x -> fc: linear(8) };
        scope upBlock { a -> fc: linear(2) }
    }
}

fn main() {}
