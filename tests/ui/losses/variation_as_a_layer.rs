use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        let y = x -> tanh;
        let _v = total_variation(y);
        y
    }
}

fn main() {}
