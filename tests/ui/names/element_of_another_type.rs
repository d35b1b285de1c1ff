use netweave::prelude::*;

network! {
    network Net(mask: [4] of bool) -> [4] {
        mask -> relu
    }
}

fn main() {}
