use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> hard_tanh(min = 1, max = -1)
    }
}

fn main() {}
