use netweave::prelude::*;

network! {
    pub network Net(x: [1, 2, 3, 4, 5]) -> [1] {
        x -> one_hot(3)
    }
}

fn main() {}
