use netweave::prelude::*;

mod model { const WIDTH: usize = 4; }

network! {
    pub network Net(x: [model::WIDTH]) -> [2] {
        x -> fc: linear(2)
    }
}

fn main() {}
