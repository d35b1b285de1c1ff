use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [3] {
        x -> mean(axes = [2, 3])
    }
}

fn main() {}
