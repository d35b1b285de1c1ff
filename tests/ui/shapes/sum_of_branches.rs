use netweave::prelude::*;

network! {
    pub network Net(image: [4, 8, 8]) -> [4, 8, 8] {
        let shortcut = image;
        shortcut + (image -> conv1: conv2d(8, kernel = 3, padding = same))
    }
}

fn main() {}
