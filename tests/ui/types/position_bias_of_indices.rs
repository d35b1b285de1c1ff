use netweave::prelude::*;

network! {
    pub network Net(x: [16, 32], buckets: [8, 16, 16] of usize) -> [16, 32] {
        x -> attn: attention(8, position_bias = buckets)
    }
}

fn main() {}
