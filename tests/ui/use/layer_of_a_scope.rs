use netweave::prelude::*;

network! {
    pub network Line(x: [4]) -> [2] { scope head { x -> fc: linear(2) } }
}

fn weight(net: &Line) -> Tensor<Rank2<2, 4>, f32, Cpu> {
    net.fc.weight.clone()
}

fn main() {}
