use netweave::prelude::*;

const CLASSES: usize = 10;
const WIDTH: usize = 12;

network! {
    pub network Net(x: [4]) -> [CLASSES] {
        x -> fc: linear(WIDTH)
    }
}

fn main() {}
