use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [4] {
        x -> fc: linear(4) -> again: Net
    }
}

fn main() {}
