use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn show(net: &Line) {
    println!("{}", net.summary());
    println!("{}", net.graph());
}

fn main() {}
