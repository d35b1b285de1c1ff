use netweave::prelude::*;

network! {
    pub network Mlp<const HIDDEN: usize>(x: [8]) -> [2] {
        x -> fc1: linear(HIDDEN) -> relu -> fc2: linear(2)
    }
}

fn run(net: &Mlp) {
    net.summary();
}

fn main() {}
