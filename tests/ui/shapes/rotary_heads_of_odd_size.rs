use netweave::prelude::*;

network! {
    pub network Net(x: [6, 9]) -> [6, 9] {
        x -> attn: attention(heads = 3, rotary = true)
    }
}

fn main() {}
