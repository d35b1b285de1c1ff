use netweave::prelude::*;

network! {
    pub network Net(x: [6, 8], memory: [4, 8]) -> [6, 8] {
        x -> attn: attention(memory, heads = 2, rotary = true)
    }
}

fn main() {}
