use netweave::prelude::*;

const WIDTH: usize = 16;

network! {
    network Encoder(code: [WIDTH]) -> [4] {
        code -> fc: linear(4)
    }

    network Net(x: [8]) -> [4] {
        x -> encoder: Encoder
    }
}

fn main() {}
