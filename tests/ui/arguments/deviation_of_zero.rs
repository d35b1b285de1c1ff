use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [3, 8, 8] {
        image -> normalize(mean = [0.5, 0.5, 0.5], deviation = [0.2, 0, 0.2])
    }
}

fn main() {}
