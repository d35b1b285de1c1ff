use netweave::prelude::*;

network! {
    pub network Net(image: [3, 32, 32]) -> [8, 32, 32] {
        image -> conv: conv2d(8, kernel = 3, padding = causal)
    }
}

fn main() {}
