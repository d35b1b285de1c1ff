use netweave::prelude::*;

network! {
    pub network Net(x: [3], mask: [3]) -> [3] {
        masked_fill(x, mask)
    }
}

fn main() {}
