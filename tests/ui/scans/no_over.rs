use netweave::prelude::*;

network! {
    pub network Net(x: [5, 3]) -> [5, 3] {
        scan step in x {
            step -> relu
        }
    }
}

fn main() {}
