use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> gelu_new
    }
}

fn main() {}
