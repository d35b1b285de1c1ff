use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss fit(target: [4]) = l1(y, target, x);
        y
    }
}

fn main() {}
