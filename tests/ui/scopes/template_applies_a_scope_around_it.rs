use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        scope head(a) { a -> fc: linear(2) }
        template block(a) { a -> head }
        x -> head -> tail: block
    }
}

fn main() {}
