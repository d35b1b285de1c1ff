use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh;
        loss fit(target: [4]) = l1(y, target);
        y
    }
}

fn main() {}
