use netweave::prelude::*;

network! {
    pub network Net(x: [16, 32]) -> [16, 32] {
        x -> attn: attention(8, scale = 0)
    }
}

fn main() {}
