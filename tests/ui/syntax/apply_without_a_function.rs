use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [8] {
        x -> apply(2) -> [8]
    }
}

fn main() {}
