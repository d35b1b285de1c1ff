use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let mean = x -> mean_head: linear(2);
        let scale = x -> scale_head: linear(2);
        (mean, scale)
    }
}

fn main() {}
