use netweave::prelude::*;

network! {
    pub network Net(x: [4, 8, 8]) -> [4, 8, 8] {
        x -> instance_norm(init = constant(0.5))
    }
}

fn main() {}
