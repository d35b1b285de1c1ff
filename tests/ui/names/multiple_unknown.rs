use netweave::prelude::*;

network! {
    pub network Net(image: [1, 8, 8]) -> [2] {
        let a = imgae -> conv1: conv2d(4, kernel = 3) -> rellu;
        let b = a -> conv1: conv2d(4, kernel = 3);
        let a = b -> flatten;
        logits
    }
}

fn main() {}
