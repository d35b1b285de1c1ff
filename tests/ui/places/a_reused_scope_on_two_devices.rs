use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        reuse scope half(y) { y -> fc: linear(4) }
        let a = x -> first: linear(4) on device(0) -> half;
        let b = a -> tanh on device(1) -> half;
        b -> out: linear(2)
    }
}

fn main() {}
