use netweave::prelude::*;

network! {
    pub network Net(x: [16, 32]) -> [16, 32] {
        x -> attn: attention(8, position_bias = 0.5)
    }
}

fn main() {}
