use netweave::prelude::*;

network! {
    pub network Net(image: [1, 8, 8]) -> [2] {
        let a = image -> conv1: conv2d(4 kernel = 3);
        let b = image -> Convv2D(4, kernel = 3);
        let c = image + (a -> flatten) + (b -> relu);
        let d = image -> flatten -> reshape([5, 5]);
        c + d -> fc: linear(2, activation = relu)
    }
}

fn main() {}
