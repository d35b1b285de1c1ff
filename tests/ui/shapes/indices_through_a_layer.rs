use netweave::prelude::*;

network! {
    network Net(words: [4] of usize) -> [8] {
        words -> fc: linear(8)
    }
}

fn main() {}
