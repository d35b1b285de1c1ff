use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [3] {
        template block(x) {
            let hidden = x -> fc: linear(4) -> tanh;
            (x + hidden, hidden -> skip: linear(3), hidden)
        }
        let (x, skips) = x -> repeat 2 block: block;
        (x -> out: linear(3)) + skips[0] + skips[1]
    }
}

fn main() {}
