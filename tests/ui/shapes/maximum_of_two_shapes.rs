use netweave::prelude::*;

network! {
    pub network Net(x: [2, 3], y: [2, 4]) -> [2, 3] {
        maximum(x, y)
    }
}

fn main() {}
