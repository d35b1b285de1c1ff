use netweave::prelude::*;

network! {
    pub network Net(x: [8]) -> [8] {
        reuse scope there(x) { x -> back }
        reuse scope back(x) { x -> there }
        x -> there
    }
}

fn main() {}
