use netweave::prelude::*;

network! {
    network Net<const CHANNELS: usize>(image: [1, 8, 8]) -> [10] {
        image -> conv: conv2d(CHANNELS, kernel = 3) -> flatten -> fc: linear(10)
    }
}

fn main() {}
