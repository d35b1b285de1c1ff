use netweave::prelude::*;

network! {
    network Net(x: [3, 8, 8]) -> [4, 8, 8] {
        defaults { conv(padding = same) }
        x -> conv2d(4, kernel = 3)
    }
}

fn main() {}
