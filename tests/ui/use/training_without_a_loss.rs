use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn train(net: &Line) {
    let _ = net.training();
}

fn main() {}
