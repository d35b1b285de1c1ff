use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 8]) -> [3, 16, 16] {
        x -> conv_transpose2d(3, kernel = 4, stride = 2, padding = 1, norm = batch)
    }
}

fn main() {}
