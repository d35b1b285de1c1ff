use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let double = |x| x * 2;
        double(x) -> fc: linear(2)
    }
}

fn main() {}
