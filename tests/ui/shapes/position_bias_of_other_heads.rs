use netweave::prelude::*;

network! {
    pub network Net(x: [16, 32], table: [4, 16, 16]) -> [16, 32] {
        x -> attn: attention(8, position_bias = table)
    }
}

fn main() {}
