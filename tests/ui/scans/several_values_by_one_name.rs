use netweave::prelude::*;

network! {
    pub network Net(x: [6, 4]) -> [6, 3] {
        let y = scan x over x {
            let hidden = x -> fc: linear(3) -> tanh;
            (hidden, 2 * hidden)
        };
        y
    }
}

fn main() {}
