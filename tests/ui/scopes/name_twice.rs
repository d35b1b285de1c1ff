use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        let a = scope block { x -> fc: linear(8) };
        scope block { a -> fc: linear(2) }
    }
}

fn main() {}
