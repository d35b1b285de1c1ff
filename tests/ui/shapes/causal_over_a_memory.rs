use netweave::prelude::*;

network! {
    pub network Net(x: [16, 32], memory: [9, 32]) -> [16, 32] {
        x -> attn: attention(memory, heads = 4, causal = true)
    }
}

fn main() {}
