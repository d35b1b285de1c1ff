use netweave::prelude::*;

network! {
    network Net(x: [4]) -> ([2], [4]) {
        let y = x -> fc: linear(2);
        (y, x)
    }
}

fn main() {}
