use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        reuse scope head { x -> fc: linear(2) }
        head() + head()
    }
}

fn main() {}
