use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [4] {
        x -> bias -> relu -> bias
    }
}

fn main() {}
