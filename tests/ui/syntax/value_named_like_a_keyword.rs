use netweave::prelude::*;

network! {
    pub network Net(image: [64]) -> [10] {
        let loss = image -> hidden: linear(32) -> relu;
        loss -> fc: linear(10)
    }
}

fn main() {}
