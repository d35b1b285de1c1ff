use netweave::prelude::*;

network! {
    template block(x) {
        x -> fc: linear(8)
    }
    pub network Net(x: [4, 8]) -> [4, 8] {
        x -> repeat 2 block: block -> last: linear(8, weight = block.fc.weight)
    }
}

fn main() {}
