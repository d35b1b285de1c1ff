use netweave::prelude::*;

network! {
    pub network Net(x: [5, 1, 1, 1, 3]) -> [5, 3] {
        scan step over x {
            step -> reshape([1, 1, 1, 1, 3])
        }
    }
}

fn main() {}
