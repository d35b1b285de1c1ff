use netweave::prelude::*;

network! {
    network A(x: [1, 7, 7]) -> [5, 8] {
        x -> conv: conv2d(4, kernel = 3) -> encoder: lstm(8)
    }
}

fn main() {}
