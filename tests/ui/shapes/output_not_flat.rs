use netweave::prelude::*;

network! {
    pub network Net(image: [1, 8, 8]) -> [64] {
        let logits = image -> relu;
        logits
    }
}

fn main() {}
