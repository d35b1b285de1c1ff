use netweave::prelude::*;

network! {
    #[derive(Debug, Clone)]
    pub network Net(image: [64]) -> [10] { image -> fc: linear(10) }
}

fn main() {}
