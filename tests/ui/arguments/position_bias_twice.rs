use netweave::prelude::*;

network! {
    pub network Net(x: [16, 32], table: [8, 16, 16]) -> [16, 32] {
        x -> attn: attention(8, position_bias = table, position_bias = table)
    }
}

fn main() {}
