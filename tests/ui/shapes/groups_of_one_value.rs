use netweave::prelude::*;

network! {
    pub network Net(x: [8]) -> [8] {
        x -> norm: group_norm(8)
    }
}

fn main() {}
