use netweave::prelude::*;

network! {
    pub network Net(x: [6, 8]) -> [6, 8] {
        x -> attn: attention(heads = 4, kv_heads = 3)
    }
}

fn main() {}
