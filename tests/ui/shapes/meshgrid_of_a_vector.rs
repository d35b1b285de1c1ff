use netweave::prelude::*;

network! {
    pub network Net(x: [8]) -> [2, 8, 8] {
        meshgrid(x)
    }
}

fn main() {}
