use netweave::prelude::*;

network! {
    pub network Net(image: [8, 4, 4]) -> [8, 4, 4] {
        image -> channel_shuffle(3)
    }
}

fn main() {}
