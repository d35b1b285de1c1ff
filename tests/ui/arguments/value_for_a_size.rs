use netweave::prelude::*;

network! {
    pub network Net(x: [4], width: [1]) -> [2] {
        let y = width -> relu;
        concat(x, y, axis = 0) -> fc: linear(width)
    }
}

fn main() {}
