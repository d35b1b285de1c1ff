use netweave::prelude::*;

network! {
    pub network Net(x: [64]) -> [64] {
        x -> global_max_pool
    }
}

fn main() {}
