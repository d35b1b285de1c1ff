use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [8] {
        x -> fc: module() -> [8]
    }
}

fn main() {}
