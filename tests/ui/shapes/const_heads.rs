use netweave::prelude::*;

const WIDTH: usize = 32;

network! {
    pub network Net(x: [16, WIDTH]) -> [16, WIDTH] {
        x -> attn: attention(heads = 5)
    }
}

fn main() {}
