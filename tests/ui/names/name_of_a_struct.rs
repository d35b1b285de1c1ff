use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [2] { x -> fc: linear(2) }
}

#[derive(Debug)]
struct Net;

fn main() {}
