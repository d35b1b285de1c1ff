use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [4] {
        x -> encoder: vision::Encoder
    }
}

fn main() {}
