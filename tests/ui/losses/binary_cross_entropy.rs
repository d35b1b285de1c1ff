use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss real(label: [4]) = binary_cross_entropy(y, label);
        y
    }
}

fn main() {}
