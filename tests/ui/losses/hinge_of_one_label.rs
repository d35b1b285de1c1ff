use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        let y = x -> tanh;
        loss margin(label: [1]) = hinge(y, label);
        y
    }
}

fn main() {}
