use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> batch_norm(momentum = 1.5)
    }
}

fn main() {}
