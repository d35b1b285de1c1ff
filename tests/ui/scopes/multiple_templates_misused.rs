use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        template block(x; width) { x -> fc: linear(width) }
        template other(x) { x -> relu }
        x -> block(2) -> repeat 2 act: relu -> head: block(width = 2, depth = 3)
    }
}

fn main() {}
