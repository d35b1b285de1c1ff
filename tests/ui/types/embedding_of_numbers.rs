use netweave::prelude::*;

network! {
    pub network Net(tokens: [16]) -> [16, 8] {
        tokens -> embed: embedding(1000, 8)
    }
}

fn main() {}
