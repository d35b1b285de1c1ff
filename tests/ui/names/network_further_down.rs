use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [4] {
        x -> encoder: Encoder
    }

    network Encoder(x: [4]) -> [4] {
        x -> fc: linear(4)
    }
}

fn main() {}
