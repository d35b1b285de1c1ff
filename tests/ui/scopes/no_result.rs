use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        scope head {
            let y = x -> fc: linear(2);
        }
    }
}

fn main() {}
