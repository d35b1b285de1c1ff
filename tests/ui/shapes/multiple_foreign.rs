use netweave::prelude::*;

network! {
    network Encoder(image: [3, 8, 8]) -> [4] {
        image -> flatten -> fc: linear(4)
    }

    network Net(x: [1, 8, 8], words: [4] of usize) -> [4] {
        let a = x -> encoder: Encoder;
        let b = words -> relu;
        a + b
    }
}

fn main() {}
