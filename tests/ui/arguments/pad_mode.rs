use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [3, 10, 8] {
        x -> pad(1, mode = same)
    }
}

fn main() {}
