use netweave::prelude::*;

network! {
    network Encoder(x: [4]) -> [4] {
        x -> fc: linear(4)
    }

    network Net(x: [4]) -> [4] {
        x -> encoder: Encoder -> [4]
    }
}

fn main() {}
