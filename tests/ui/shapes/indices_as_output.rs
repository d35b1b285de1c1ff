use netweave::prelude::*;

network! {
    network Net(words: [4] of usize) -> [4] {
        words
    }
}

fn main() {}
