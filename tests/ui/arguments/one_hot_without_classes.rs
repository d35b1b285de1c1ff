use netweave::prelude::*;

network! {
    pub network Net(x: [4] of usize) -> [4, 3] {
        one_hot(x)
    }
}

fn main() {}
