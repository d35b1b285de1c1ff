use netweave::prelude::*;

network! {
    pub network Net(x: [8]) -> [8] {
        x -> instance_norm
    }
}

fn main() {}
