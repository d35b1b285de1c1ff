use netweave::prelude::*;

network! {
    pub network Net(words: [4] of usize) -> [4, 100] {
        let hidden = words -> embed: embedding(100, 8);
        hidden -> linear(100, bias = false, weight = embde.weight)
    }
}

fn main() {}
