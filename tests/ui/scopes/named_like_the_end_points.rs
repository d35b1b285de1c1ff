use netweave::prelude::*;

network! {
    network Digits(image: [1, 8, 8]) -> [10] {
        let end_point = scope end_point { image -> conv1: conv2d(4, kernel = 3) -> relu };
        end_point -> flatten -> fc: linear(10)
    }
}

fn main() {}
