use netweave::prelude::*;

const HEADS: usize = 4;

network! {
    pub network Net(x: [16, 32], table: [8, 16, 16]) -> [16, 32] {
        x -> attn: attention(HEADS, position_bias = table)
    }
}

fn main() {}
