use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [3, 16, 16] {
        image -> resize([3, 16, 16])
    }
}

fn main() {}
