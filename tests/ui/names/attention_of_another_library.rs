use netweave::prelude::*;

network! {
    pub network Net(x: [16, 32]) -> [16, 32] {
        x -> attn: multi_head_attention(heads = 4)
    }
}

fn main() {}
