use netweave::prelude::*;

network! {
    pub network Net(x: [6, 8], mask: [5]) -> [6, 8] {
        x -> attn: attention(heads = 2, mask = mask)
    }
}

fn main() {}
