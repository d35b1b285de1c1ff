use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss fit(target: [4], w: []) = l2(y, target, weight = w);
        y
    }
}

fn main() {}
