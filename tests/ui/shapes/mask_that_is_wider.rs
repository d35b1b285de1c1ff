use netweave::prelude::*;

network! {
    pub network Net(x: [3], mask: [4, 3]) -> [3] {
        x -> masked_fill(mask, value = 0)
    }
}

fn main() {}
