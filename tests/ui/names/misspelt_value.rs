use netweave::prelude::*;

network! {
    pub network Net(image: [4]) -> [2] {
        let features = image -> relu;
        feature -> fc: linear(2)
    }
}

fn main() {}
