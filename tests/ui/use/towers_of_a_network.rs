use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn run(net: &Line, x: Tensor<Rank2<5, 4>, f32, Cpu>, towers: &Towers<Cpu>) {
    net.on(towers).forward(x);
}

fn main() {}
