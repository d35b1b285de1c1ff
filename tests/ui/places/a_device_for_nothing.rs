use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let y = x -> fc: linear(2);
        scope end on device(1) { y }
    }
}

fn main() {}
