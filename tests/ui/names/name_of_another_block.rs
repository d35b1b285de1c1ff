use netweave::prelude::*;

network! {
    network Net(x: [4]) -> [2] { x -> fc: linear(2) }
}

network! {
    network Net(x: [4]) -> [2] { x -> hidden: linear(8) -> relu -> fc: linear(2) }
}

fn main() {}
