use netweave::prelude::*;

network! {
    pub network Net(wave: [2, 40], video: [3, 4, 8, 8]) -> [8, 38] {
        let _left = wave -> left: conv2d(8, kernel = 3);
        let _right = video -> right: conv1d(8, kernel = 3);
        wave -> max_pool3d(2)
    }
}

fn main() {}
