use netweave::prelude::*;

network! {
    network Net<const WIDTH: usize>(words: [16, WIDTH]) -> [16, WIDTH] {
        words -> attn: attention(heads = 4)
    }
}

fn main() {}
