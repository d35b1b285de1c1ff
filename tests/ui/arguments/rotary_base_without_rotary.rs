use netweave::prelude::*;

network! {
    pub network Net(x: [6, 8]) -> [6, 8] {
        x -> attn: attention(heads = 2, rotary_base = 500)
    }
}

fn main() {}
