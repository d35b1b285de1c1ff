use netweave::prelude::*;

network! {
    network Encoder(image: [3, 8, 8]) -> [4] {
        image -> flatten -> fc: linear(4)
    }

    network Net(x: [1, 8, 8]) -> [4] {
        x -> encoder: Encoder
    }
}

fn main() {}
