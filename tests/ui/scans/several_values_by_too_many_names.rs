use netweave::prelude::*;

network! {
    pub network Net(x: [6, 4]) -> [6, 3] {
        let (y, hidden, h, c) = scan x over x, carry (h = zeros([3])) {
            let h = concat(x, h, axis = 0) -> fc: linear(3) -> tanh;
            (2 * h, x)
        };
        y + (hidden -> out: linear(3)) + h + c
    }
}

fn main() {}
