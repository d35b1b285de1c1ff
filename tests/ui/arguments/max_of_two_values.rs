use netweave::prelude::*;

network! {
    pub network Net(x: [3], y: [3]) -> [3] {
        max(x, y)
    }
}

fn main() {}
