use netweave::prelude::*;

network! {
    network Net(x: [4], words: [4] of usize) -> [4] {
        x + words
    }
}

fn main() {}
