use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let logits = x -> fc: linear(2);
        loss fit(target: [2]) = abs(logits - target);
        logits
    }
}

fn main() {}
