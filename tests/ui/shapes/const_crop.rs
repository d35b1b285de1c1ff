use netweave::prelude::*;

const SIZE: usize = 4;

network! {
    pub network Net(x: [3, 8, 6]) -> [3, SIZE, SIZE] {
        x -> crop(SIZE, at = [0, 3])
    }
}

fn main() {}
