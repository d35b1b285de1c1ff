use netweave::prelude::*;

mod vision {
    netweave::network! {
        pub network Encoder(x: [4]) -> [4] {
            x -> fc: linear(4)
        }
    }
}

network! {
    network Net(x: [6]) -> [4] {
        x -> encoder: vision::Encoder -> [4]
    }
}

fn main() {}
