use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [4] of usize {
        x -> relu
    }
}

fn main() {}
