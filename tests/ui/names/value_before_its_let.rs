use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let logits = hidden -> fc: linear(2);
        let hidden = x -> relu;
        logits
    }
}

fn main() {}
