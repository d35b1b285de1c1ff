use netweave::prelude::*;

network! {
    pub network Net(image: [64]) -> [10] {
        let hidden = image -> hidden: linear(32) -> relu;;
        hidden -> fc: linear(10)
    }
}

fn main() {}
