use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let a = x -> first: linear(2) on device(0);
        let b = x -> second: linear(2) on device(3);
        let c = scope end on device(1) { b };
        a + c
    }
}

fn main() {}
