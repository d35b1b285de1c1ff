use netweave::prelude::*;

network! {
    pub network Net(x: [3]) -> [3] {
        loss size = l2(x, x * 0) < l1(x, x * 0);
        x
    }
}

fn main() {}
