use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss fit(target: [4]) = (y -> part: l1(target)) + (y -> part: l2(target));
        y
    }
}

fn main() {}
