use netweave::prelude::*;

network! {
    pub network Net(image: [1, 8, 8], x: [4]) -> [2] {
        let a = image -> conv1: conv2d(4, kernel = 9);
        let b = x -> conv2: conv2d(4, kernel = 3) -> relu;
        let c = image -> conv3: conv2d(4, kernel = 3) -> fc: linear(2);
        concat(a, b, c, axis = 0)
    }
}

fn main() {}
