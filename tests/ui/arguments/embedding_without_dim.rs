use netweave::prelude::*;

network! {
    pub network Net(tokens: [16] of usize) -> [16, 8] {
        tokens -> embed: embedding(1000)
    }
}

fn main() {}
