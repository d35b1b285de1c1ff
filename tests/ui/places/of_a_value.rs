use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let y = x -> fc: linear(8);
        y on device(0) -> out: linear(2)
    }
}

fn main() {}
