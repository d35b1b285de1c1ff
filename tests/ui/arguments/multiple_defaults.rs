use netweave::prelude::*;

network! {
    pub network Net(x: [4]) -> [2] {
        defaults { linear(bais = false); relu(slope = 1); batch_norm(momentum = 2) }
        x -> batch_norm -> fc: linear(2)
    }
}

fn main() {}
