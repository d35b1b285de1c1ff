use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> repeat 3 block: relu
    }
}

fn main() {}
