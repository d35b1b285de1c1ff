use netweave::prelude::*;

network! {
    pub network Net(x: [5, 3], y: [6, 3]) -> [5, 3] {
        scan a over x, b over y {
            a + b
        }
    }
}

fn main() {}
