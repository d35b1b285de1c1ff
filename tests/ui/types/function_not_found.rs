use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [4] {
        x -> apply(halve) -> [4]
    }
}

fn main() {}
