use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> elu(slope = 0.5)
    }
}

fn main() {}
