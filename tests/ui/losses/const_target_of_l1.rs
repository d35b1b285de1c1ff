use netweave::prelude::*;

const SIZE: usize = 5;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss fit(target: [SIZE]) = l1(y, target);
        y
    }
}

fn main() {}
