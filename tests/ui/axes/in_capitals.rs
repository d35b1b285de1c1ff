use netweave::prelude::*;

network! {
    pub network Net<Time>(x: [Time, 4]) -> [Time, 4] {
        x -> relu
    }
}

fn main() {}
