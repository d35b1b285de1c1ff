use netweave::prelude::*;

network! {
    pub network Net(x: [8]) -> [8] {
        x -> drop_path(1)
    }
}

fn main() {}
