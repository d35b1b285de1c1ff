use netweave::prelude::*;

network! {
    pub network Net(x: [5, 3]) -> [5, 3] {
        scan step over x, carry () {
            step -> relu
        }
    }
}

fn main() {}
