use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8], y: [3, 7]) -> [3, 8] {
        select(x, x, y)
    }
}

fn main() {}
