use netweave::prelude::*;

network! {
    pub network Net(image: [7, 4, 4]) -> [1, 8, 8] {
        image -> pixel_shuffle(2)
    }
}

fn main() {}
