use netweave::prelude::*;

network! {
    pub network Net(image: [1, 8, 8]) -> [2] {
        let mut a = image -> conv1: conv2d(4, kernel: 3);
        let b = a -> relu
        let c: [4, 6, 6] = b => relu;
        c.flatten()
    }
}

fn main() {}
