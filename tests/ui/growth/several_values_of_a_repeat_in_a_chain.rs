use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [3] {
        template block(x) {
            let hidden = x -> fc: linear(4) -> tanh;
            (x + hidden, hidden)
        }
        x -> repeat 2 block: block -> out: linear(3)
    }
}

fn main() {}
