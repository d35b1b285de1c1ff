use netweave::prelude::*;

network! {
    pub network net(x: [4]) -> [2] {
        x -> fc: linear(2)
    }
}

fn main() {}
