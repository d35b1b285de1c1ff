use netweave::prelude::*;

network! {
    pub network Net(image: [8, 4, 4], gain: [8]) -> [8, 4, 4] {
        image * gain
    }
}

fn main() {}
