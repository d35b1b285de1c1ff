use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> celu(alpha = 0)
    }
}

fn main() {}
