use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let y = x -> fc: linear(4);
        (x + y) on device(0) -> out: linear(2)
    }
}

fn main() {}
