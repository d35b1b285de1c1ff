use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> batch_norm -> fc: linear(4) -> batch_norm
    }
}

fn main() {}
