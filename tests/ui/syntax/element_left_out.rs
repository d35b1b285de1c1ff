use netweave::prelude::*;

network! {
    network Net(words: [4] of) -> [4] {
        words -> relu
    }
}

fn main() {}
