use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss fit(target: [4]) = smooth_l1(y, target, beta = -1);
        y
    }
}

fn main() {}
