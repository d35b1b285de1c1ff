use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [8] {
        x -> block: module((netweave::modules::Linear<4, 8>, Tanh)) -> [8]
    }
}

fn main() {}
