use netweave::prelude::*;

network! {
    pub network Net(x: [4] of usize) -> [4, 8] {
        x -> words: embedding(100, 8, bias_init = zeros)
    }
}

fn main() {}
