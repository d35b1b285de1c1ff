use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn run(net: &Line) {
    let towers = Towers::cpu(2);
    let _ = net.inference().on(&towers);
}

fn main() {}
