use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let logits = x -> fc: linear(2);
        loss fit = 1.0;
        logits
    }
}

fn main() {}
