use netweave::prelude::*;

network! {
    pub network Net(words: [5] of usize) -> [5, 3] {
        scan word over words {
            word -> embed: embedding(100, 3)
        }
    }
}

fn main() {}
