use netweave::prelude::*;

network! {
    pub network Net(x: [16, 32], memory: [9, 32], table: [8, 9, 16]) -> [16, 32] {
        x -> attn: attention(memory, heads = 8, position_bias = table)
    }
}

fn main() {}
