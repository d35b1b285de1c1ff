use netweave::prelude::*;

network! {
    pub network Net(x: [6, 4]) -> [6, 3] {
        scan x over x {
            let hidden = x -> fc: linear(4) -> tanh;
            (hidden -> out: linear(3), hidden)
        }
    }
}

fn main() {}
