use netweave::prelude::*;

const GROUPS: usize = 4;

network! {
    pub network Net(image: [6, 8, 8]) -> [6, 8, 8] {
        image -> norm: group_norm(GROUPS)
    }
}

fn main() {}
