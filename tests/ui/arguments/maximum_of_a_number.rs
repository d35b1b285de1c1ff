use netweave::prelude::*;

network! {
    pub network Net(x: [3]) -> [3] {
        maximum(x, 0.5)
    }
}

fn main() {}
