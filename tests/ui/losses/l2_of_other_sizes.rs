use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh;
        loss fit(target: [3, 8, 9]) = l2(y, target);
        y
    }
}

fn main() {}
