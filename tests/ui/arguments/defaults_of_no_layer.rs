use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        defaults { lienar(bias = false) }
        x -> fc: linear(2)
    }
}

fn main() {}
