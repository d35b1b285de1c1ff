use netweave::prelude::*;

network! {
    pub network Net(x: [32]) -> [32] {
        x -> attn: attention(heads = 4)
    }
}

fn main() {}
