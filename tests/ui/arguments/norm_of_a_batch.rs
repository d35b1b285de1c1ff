use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 8]) -> [3, 8, 8] {
        x -> conv2d(3, kernel = 3, padding = 1, norm = batch)
    }
}

fn main() {}
