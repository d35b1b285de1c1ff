use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss fit(target: [4]) = l2(y, target, weights = 2.0);
        y
    }
}

fn main() {}
