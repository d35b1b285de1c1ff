use netweave::prelude::*;

mod vision {
    netweave::network! {
        pub network Encoder(x: [4]) -> [4] {
            x -> fc: linear(4)
        }
    }
}

network! {
    network Net(x: [4]) -> [8] {
        x -> encoder: vision::Encoder -> [8]
    }
}

fn main() {}
