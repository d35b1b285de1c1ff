use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        pub scope head(x) { x -> fc: linear(2) }
        head(x)
    }
}

fn main() {}
