use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let y = x -> fc: linear(2);
        loss fit(t: [2]) = l2(y, t) on device(0);
        y
    }
}

fn main() {}
