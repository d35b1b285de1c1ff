use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> softplus(beta = 0)
    }
}

fn main() {}
