use netweave::prelude::*;

network! {
    pub network Net(image: [6, 8, 8]) -> [6, 8, 8] {
        image -> norm: group_norm(4)
    }
}

fn main() {}
