use netweave::prelude::*;

network! {
    pub network Net(x: [8]) -> [4] {
        x -> glu(axis = 1)
    }
}

fn main() {}
