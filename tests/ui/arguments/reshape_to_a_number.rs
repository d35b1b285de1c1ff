use netweave::prelude::*;

network! {
    pub network Net(x: [3, 8, 6]) -> [144] {
        x -> reshape(144)
    }
}

fn main() {}
