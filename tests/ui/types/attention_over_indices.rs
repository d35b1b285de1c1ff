use netweave::prelude::*;

network! {
    pub network Net(x: [16, 32], tokens: [16, 32] of usize) -> [16, 32] {
        x -> attn: attention(tokens, heads = 4)
    }
}

fn main() {}
