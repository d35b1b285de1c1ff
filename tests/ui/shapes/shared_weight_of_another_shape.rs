use netweave::prelude::*;

network! {
    pub network Net(words: [4] of usize) -> [4, 100] {
        let hidden = words -> embed: embedding(100, 8) -> fc: linear(16);
        hidden -> linear(100, bias = false, weight = embed.weight)
    }
}

fn main() {}
