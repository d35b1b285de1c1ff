use netweave::prelude::*;

const WIDTH: usize = 6;

network! {
    pub network Net(x: [3, 8, 6]) -> [3, 20, 18] {
        x -> pad(WIDTH, mode = reflect)
    }
}

fn main() {}
