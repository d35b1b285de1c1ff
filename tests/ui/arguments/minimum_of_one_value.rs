use netweave::prelude::*;

network! {
    pub network Net(x: [3]) -> [3] {
        x -> minimum
    }
}

fn main() {}
