use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        scope hidden { x -> wide: linear(8) -> relu }
        x -> fc: linear(2)
    }
}

fn main() {}
