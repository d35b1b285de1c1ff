use netweave::prelude::*;

network! {
    network Words(words: [4] of usize) -> [8] {
        words -> table: module(netweave::modules::Embedding<100, 2>) -> [4, 2] -> flatten
    }

    network Net(x: [4]) -> [8] {
        x -> words: Words
    }
}

fn main() {}
